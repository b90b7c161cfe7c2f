#include <map>
#include <string>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/named_entry.h"
#include "infra/platform/temporary_directory.h"
#include "services/backup/backups.h"
#include "services/recovery/restores.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"

namespace tl::services {
namespace {

class RecordedRestore final : public RestoreObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override {
        return std::chrono::milliseconds{1};
    }
    [[nodiscard]] bool wantsItems() const override { return true; }
    void onStarted(const StoredSnapshot& snapshot, const std::string& /*target*/) override {
        started = snapshot.id;
    }
    void onStatus(const RestoreStatus& /*status*/) override { ++statusCount; }
    void onItem(const RestoreItem& item) override { items[item.path] = item.action; }
    void onFailure(const std::string& path, const std::string& message) override {
        failures[path] = message;
    }
    void onWarning(const std::string& /*message*/) override {}

    engine::SnapshotId started;
    std::size_t statusCount = 0;
    std::map<std::string, RestoreAction> items;
    std::map<std::string, std::string> failures;
};

class RestoresService : public testing::Test {
  protected:
    RestoresService() {
        makeDirectories(source_ + "/sub/deep", 0755);
        writeFile(source_ + "/top.txt", "top");
        writeFile(source_ + "/sub/inner.txt", "inner");
        writeFile(source_ + "/sub/deep/data.bin", std::string(3U << 20U, 'x'));
        makeRepositories(services_.context())->init({.repository = access_}, {});
        BackupRequest backup;
        backup.repository = access_;
        backup.targets = {source_};
        backup.scan = false;
        RecordedBackup observer;
        makeBackups(services_.context())->run(backup, observer, {});
    }

    /// What the whole backed-up folder is called in a snapshot.
    [[nodiscard]] RestoreRequest request() const {
        RestoreRequest request;
        request.repository = access_;
        request.snapshot = "latest:" + source_;
        request.target = target_;
        return request;
    }

    RestoreReport run(const RestoreRequest& request) {
        observer_.items.clear();
        return makeRestores(services_.context())->run(request, observer_, {});
    }

    [[nodiscard]] std::optional<std::string> restored(const std::string& path) const {
        return tryReadFile(target_ + "/" + path, 1U << 30U);
    }

    const TemporaryDirectory temporary_;
    const std::string source_ = temporary_ / "source";
    const std::string target_ = temporary_ / "made/target";
    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "secret");
    RecordedRestore observer_;
};

TEST_F(RestoresService, RestoresAFolderOfASnapshotWithoutItsPath) {
    RestoreRequest request = this->request();
    request.verify = true;
    const RestoreReport report = run(request);
    EXPECT_EQ(report.failureCount, 0U);
    EXPECT_EQ(report.filesVerified, 3U);
    EXPECT_EQ(report.snapshot, observer_.started);
    EXPECT_EQ(report.final.filesRestored, 5U);
    EXPECT_EQ(report.final.bytesRestored, report.final.bytesTotal);
    EXPECT_EQ(restored("top.txt"), "top");
    EXPECT_EQ(restored("sub/deep/data.bin"), std::string(3U << 20U, 'x'));
    EXPECT_EQ(observer_.items["/sub/inner.txt"], RestoreAction::Restored);
}

TEST_F(RestoresService, RestoresAWholeSnapshotWithItsPath) {
    RestoreRequest request = this->request();
    request.snapshot = "latest";
    run(request);
    EXPECT_EQ(restored(source_ + "/top.txt"), "top");
}

TEST_F(RestoresService, ReadsPatternsFromFiles) {
    writeFile(temporary_ / "patterns", "# what to bring back\n/sub\n!*.bin\n");
    RestoreRequest request = this->request();
    request.includeFiles = {temporary_ / "patterns"};
    run(request);
    EXPECT_EQ(restored("sub/inner.txt"), "inner");
    EXPECT_FALSE(restored("top.txt"));
    EXPECT_FALSE(restored("sub/deep/data.bin"));
}

TEST_F(RestoresService, RefusesIncludesBesideExcludes) {
    RestoreRequest request = this->request();
    request.includes = {"a"};
    request.excludes = {"b"};
    EXPECT_EQ(kindThrown([&] { run(request); }), ErrorKind::InvalidInput);
}

TEST_F(RestoresService, ADryRunDoesNotEvenMakeTheTarget) {
    RestoreRequest request = this->request();
    request.dryRun = true;
    const RestoreReport report = run(request);
    EXPECT_EQ(report.final.filesRestored, 5U);
    EXPECT_FALSE(exists(target_));
}

TEST_F(RestoresService, ADryRunTellsWhatItWouldDoToWhatIsThere) {
    RestoreRequest request = this->request();
    request.dryRun = true;
    const RestorePreview toNew = *run(request).preview;
    EXPECT_EQ(toNew.newFiles, 3U);
    EXPECT_EQ(toNew.bytes, 3U + 5U + (3U << 20U));
    EXPECT_EQ(toNew.changedFiles + toNew.unchangedFiles + toNew.deletedEntries, 0U);

    EXPECT_FALSE(run(this->request()).preview) << "that was no dry run";
    writeFile(target_ + "/top.txt", "mine");  // Newer than the snapshot.
    writeFile(target_ + "/sub/inner.txt", "older");
    const Directory sub = Directory::open(target_ + "/sub", Follow::No);
    const std::string name = "inner.txt";
    NamedEntry{sub, name}.setTimes({1, 0}, {1, 0});
    removeFile(target_ + "/sub/deep/data.bin");
    makeDirectories(target_ + "/extra", 0700);
    writeFile(target_ + "/extra/file", "x");
    request.deleteExtra = true;
    const RestorePreview preview = *run(request).preview;
    EXPECT_EQ(preview.newFiles, 1U);
    EXPECT_EQ(preview.changedFiles, 2U);
    EXPECT_EQ(preview.newerFiles, 1U);
    EXPECT_EQ(preview.newerPaths, std::vector<std::string>{"/top.txt"});
    EXPECT_EQ(preview.unchangedFiles, 0U);
    EXPECT_EQ(preview.deletedEntries, 2U);
    EXPECT_EQ(preview.deletedPaths, (std::vector<std::string>{"/extra/file", "/extra"}));
    EXPECT_EQ(restored("top.txt"), "mine") << "nothing was done";

    request.overwrite = OverwriteMode::IfNewer;
    request.deleteExtra = false;
    const RestorePreview careful = *run(request).preview;
    EXPECT_EQ(careful.newerFiles, 0U);
    EXPECT_EQ(careful.changedFiles, 1U);
    EXPECT_EQ(careful.unchangedFiles, 1U);
    EXPECT_EQ(careful.deletedEntries, 0U);
}

TEST_F(RestoresService, APreviewIsWhatHappens) {
    run(request());
    writeFile(target_ + "/top.txt", "changed");
    removeFile(target_ + "/sub/inner.txt");
    writeFile(target_ + "/extra", "x");
    RestoreRequest request = this->request();
    request.deleteExtra = true;
    request.dryRun = true;
    const RestorePreview preview = *run(request).preview;
    const auto planned = observer_.items;
    request.dryRun = false;
    const RestoreReport report = run(request);
    EXPECT_EQ(observer_.items, planned);
    EXPECT_EQ(report.final.filesDeleted, preview.deletedEntries);
    EXPECT_EQ(report.final.filesSkipped, preview.unchangedFiles);
    EXPECT_EQ(report.final.bytesRestored, preview.bytes);
}

TEST_F(RestoresService, DoesNothingToATargetThatIsRightAlready) {
    run(request());
    const RestoreReport report = run(request());
    EXPECT_EQ(report.final.bytesRestored, 0U);
    EXPECT_EQ(report.final.filesSkipped, 3U);
    EXPECT_EQ(observer_.items["/top.txt"], RestoreAction::Unchanged);
}

TEST_F(RestoresService, DeletesWhatTheSnapshotDoesNotHave) {
    makeDirectories(target_, 0700);
    writeFile(target_ + "/extra", "x");
    RestoreRequest request = this->request();
    request.deleteExtra = true;
    EXPECT_EQ(run(request).final.filesDeleted, 1U);
    EXPECT_FALSE(restored("extra"));
}

TEST_F(RestoresService, NeverDeletesEverythingOfTheMachine) {
    makeSymlink("/", temporary_ / "root");
    RestoreRequest request = this->request();
    request.target = temporary_ / "root";
    request.deleteExtra = true;
    request.dryRun = true;
    EXPECT_EQ(kindThrown([&] { run(request); }), ErrorKind::InvalidInput);
}

TEST_F(RestoresService, InPlaceTakesTheTargetFromTheSnapshot) {
    RestoreRequest inPlace = request();
    inPlace.target.clear();
    inPlace.inPlace = true;
    writeFile(source_ + "/top.txt", "edited");
    EXPECT_EQ(run(inPlace).target, source_);
    EXPECT_EQ(tryReadFile(source_ + "/top.txt", 100), "top");
}

TEST_F(RestoresService, MissingSnapshotsAndFoldersAreErrors) {
    RestoreRequest request = this->request();
    request.snapshot = "latest:/nowhere";
    EXPECT_EQ(kindThrown([&] { run(request); }), ErrorKind::NotFound);
    request.snapshot = "abcdef";
    EXPECT_EQ(kindThrown([&] { run(request); }), ErrorKind::NotFound);
    request.snapshot = "latest";
    request.filter.hosts = {"elsewhere"};
    EXPECT_EQ(kindThrown([&] { run(request); }), ErrorKind::NotFound);
}

TEST_F(RestoresService, LeavesNoLock) {
    run(request());
    EXPECT_EQ(countFiles(services_.at("here"), storage::FileType::Lock), 0U);
}

}  // namespace
}  // namespace tl::services

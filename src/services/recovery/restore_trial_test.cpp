#include "services/recovery/restore_trial.h"

#include <functional>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/backup/backups.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"

namespace tl::services {
namespace {

/// Restores, and then does something to what it has restored.
class MeddlingRestores final : public Restores {
  public:
    explicit MeddlingRestores(Restores& inner) : inner_{inner} {}

    RestoreReport run(const RestoreRequest& request,
                      RestoreObserver& observer,
                      const std::stop_token& stop) override {
        target_ = request.target;
        RestoreReport report = inner_.run(request, observer, stop);
        if (meddle_) meddle_(request.target);
        return report;
    }

    std::function<void(const std::string& target)> meddle_;
    std::string target_;

  private:
    Restores& inner_;
};

class RestoreTrialTest : public testing::Test {
  protected:
    RestoreTrialTest() {
        makeDirectories(source_, 0755);
        makeRepositories(services_.context())->init({.repository = access_}, {});
    }

    void backUp() {
        BackupRequest backup;
        backup.repository = access_;
        backup.targets = {source_};
        backup.scan = false;
        RecordedBackup observer;
        makeBackups(services_.context())->run(backup, observer, {});
    }
    std::optional<RestoreTrial> attempt() {
        return tryRestore(access_, "latest", *browsing_, restores_, {});
    }

    const TemporaryDirectory temporary_;
    const std::string source_ = temporary_ / "source";
    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "secret");
    const std::unique_ptr<Browsing> browsing_ = makeBrowsing(services_.context());
    const std::unique_ptr<Restores> inner_ = makeRestores(services_.context());
    MeddlingRestores restores_{*inner_};
};

TEST_F(RestoreTrialTest, BringsASmallFileBackAndLeavesNothingBehind) {
    writeFile(source_ + "/a-empty", "");
    writeFile(source_ + "/b-large", std::string(2U << 20U, 'x'));
    writeFile(source_ + "/c *", "odd name");
    writeFile(source_ + "/d", "content");
    writeFile(source_ + "/e", "later");
    backUp();
    const auto trial = attempt();
    ASSERT_TRUE(trial);
    EXPECT_EQ(trial->path, source_ + "/d");
    EXPECT_EQ(trial->sizeBytes, 7U);
    EXPECT_TRUE(trial->isComparedWithDisk);
    EXPECT_FALSE(restores_.target_.empty());
    EXPECT_FALSE(exists(restores_.target_));
}

TEST_F(RestoreTrialTest, PrefersAFileThatIsAsItWas) {
    writeFile(source_ + "/a", "first");
    writeFile(source_ + "/b", "second");
    backUp();
    writeFile(source_ + "/a", "changed since");
    const auto trial = attempt();
    ASSERT_TRUE(trial);
    EXPECT_EQ(trial->path, source_ + "/b");
    removeFile(source_ + "/b");
    const auto without = attempt();
    ASSERT_TRUE(without);
    EXPECT_EQ(without->path, source_ + "/a");
    EXPECT_FALSE(without->isComparedWithDisk);
}

TEST_F(RestoreTrialTest, PrefersAFileThatAPersonKnows) {
    makeDirectories(source_ + "/.settings", 0755);
    writeFile(source_ + "/.settings/a", "of a program");
    backUp();
    EXPECT_EQ(attempt()->path, source_ + "/.settings/a");
    writeFile(source_ + "/letter", "of a person");
    backUp();
    EXPECT_EQ(attempt()->path, source_ + "/letter");
}

TEST_F(RestoreTrialTest, HasNothingToTryWithoutFiles) {
    backUp();
    EXPECT_FALSE(attempt());
}

TEST_F(RestoreTrialTest, NoticesWhatComesBackOtherwise) {
    writeFile(source_ + "/a", "content");
    backUp();
    const std::string path = source_ + "/a";
    restores_.meddle_ = [&](const std::string& target) { writeFile(target + path, "cantent"); };
    EXPECT_EQ(kindThrown([&] { (void)attempt(); }), ErrorKind::Corrupted);
    restores_.meddle_ = [&](const std::string& target) { writeFile(target + path, "cont"); };
    EXPECT_EQ(kindThrown([&] { (void)attempt(); }), ErrorKind::Corrupted);
    restores_.meddle_ = [&](const std::string& target) { removeFile(target + path); };
    EXPECT_EQ(kindThrown([&] { (void)attempt(); }), ErrorKind::Corrupted);
}

TEST_F(RestoreTrialTest, AStopEndsIt) {
    writeFile(source_ + "/a", "content");
    backUp();
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)tryRestore(access_, "latest", *browsing_, restores_, stop.get_token()),
                 Cancelled);
}

}  // namespace
}  // namespace tl::services

#include "services/backup/documents.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "services/repository/forgets.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"
#include "tests/support/backup_source.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

const DocumentKind kKind{"/timelocker/note.json", "timelocker-note"};

class DocumentsTest : public testing::Test {
  protected:
    DocumentsTest() { makeRepositories(context())->init({.repository = access_}, {}); }

    [[nodiscard]] const ServiceContext& context() { return services_.context(); }
    void save(const std::string& content, const DocumentKind& kind = kKind) {
        saveDocument(context(), access_, kind, content, {});
    }
    [[nodiscard]] std::vector<std::string> load(std::size_t countMax = 100) {
        std::vector<std::string> contents;
        for (const StoredDocument& document :
             loadDocuments(context(), access_, kKind, countMax, {}))
            contents.push_back(document.content);
        return contents;
    }

    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "secret");
};

TEST_F(DocumentsTest, GivesBackWhatWasKept) {
    EXPECT_TRUE(load().empty());
    save("first");
    services_.clock().advance(std::chrono::seconds{1});
    save("");
    services_.clock().advance(std::chrono::seconds{1});
    const std::string large(300'000, 'x');
    save(large);
    EXPECT_EQ(load(), (std::vector<std::string>{"first", "", large}));
    EXPECT_EQ(load(1), std::vector<std::string>{large});
    EXPECT_EQ(findErrors(context(), access_), std::vector<std::string>{});
}

TEST_F(DocumentsTest, LooksAtNoOtherSnapshots) {
    BackupSource source;
    RecordedBackup record;
    makeBackups(context())->run(source.request(access_), record, {});
    save("another", {"/timelocker/other.json", "timelocker-other"});
    EXPECT_TRUE(load().empty());
}

TEST_F(DocumentsTest, TheLatestBackupStaysTheLatest) {
    BackupSource source;
    RecordedBackup record;
    const auto backup = makeBackups(context())->run(source.request(access_), record, {});
    services_.clock().advance(std::chrono::seconds{1});
    save("later");
    const auto session = RepositorySession::open(context(), access_, engine::LockMode::Shared, {});
    EXPECT_EQ(selectSnapshot(session->repository(), "latest", {}, {}).id, *backup.snapshot);
    EXPECT_NE(selectSnapshot(session->repository(), "latest", {.tags = {{kKind.tag}}}, {}).id,
              *backup.snapshot);
}

TEST_F(DocumentsTest, NoPolicyRemovesThemOrCountsThem) {
    BackupSource source;
    RecordedBackup record;
    (void)makeBackups(context())->run(source.request(access_), record, {});
    services_.clock().advance(std::chrono::seconds{1});
    save("later");
    ForgetRequest request{.repository = access_};
    request.rules.policy.counts.last = 1;
    request.rules.groupBy = {};
    class Nobody final : public ForgetObserver {
      public:
        void onProblem(const std::string& /*problem*/) override {}
        void onPlan(const ForgetPlan& /*plan*/) override {}
        void onRemoved(const engine::SnapshotId& /*id*/) override {}
        void onFailure(const engine::SnapshotId& /*id*/, const std::string& /*why*/) override {}
        PruneObserver& onPrune(std::size_t /*removed*/) override {
            throw std::logic_error{"nothing is removed"};
        }
    } nobody;
    const ForgetReport report = makeForgets(context())->forget(request, nobody, {});
    EXPECT_TRUE(report.removed.empty());
    EXPECT_EQ(load(), std::vector<std::string>{"later"});
}

TEST_F(DocumentsTest, LeavesOutWhatIsTooLarge) {
    save(std::string(2'000'000, 'x'));
    services_.clock().advance(std::chrono::seconds{1});
    save("small");
    EXPECT_EQ(load(), std::vector<std::string>{"small"});
}

}  // namespace
}  // namespace tl::services

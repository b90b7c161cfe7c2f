#include <algorithm>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/repository/repositories.h"
#include "services/repository/rewrites.h"
#include "services/repository/session.h"
#include "tests/support/backup_source.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_rewrite.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using engine::Snapshot;
using engine::SnapshotId;
using storage::FileType;
using Texts = std::vector<std::string>;

class RewriteServiceTest : public testing::Test {
  protected:
    /// One snapshot of some files.
    RewriteServiceTest() {
        makeRepositories(services_.context())->init({.repository = access_}, {});
        RecordedBackup record;
        id_ = *makeBackups(services_.context())->run(source_.request(access_), record, {}).snapshot;
    }

    RewriteReport rewrite(RewriteRequest request) {
        request.repository = access_;
        record_.forget();
        return makeRewrites(services_.context())->rewrite(request, record_, {});
    }

    Snapshot load(const SnapshotId& id) {
        const auto session = RepositorySession::openUnlocked(services_.context(), access_, {});
        return engine::loadSnapshot(session->repository(), id, {});
    }

    /// The paths of the files in a snapshot that end with `suffix`.
    std::size_t countFilesIn(const SnapshotId& id, const std::string& suffix);

    [[nodiscard]] std::size_t count(FileType type) {
        return countFiles(services_.at("here"), type);
    }
    void expectSound() {
        EXPECT_EQ(findErrors(services_.context(), access_), Texts{});
        EXPECT_EQ(restoreAll(services_.context(), access_), Texts{});
    }

    BackupSource source_;
    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "password");
    SnapshotId id_;
    RecordedRewrite record_;
};

class FileCounter final : public engine::TreeVisitor {
  public:
    engine::Descend onNode(const std::string& path, engine::Node& node) override {
        if (node.type == engine::NodeType::File) files.push_back(path);
        return engine::Descend::Yes;
    }
    void onLeaveFolder(const std::string&) override {}
    void onUnreadableFolder(const std::string&, const Error& error) override { throw error; }

    Texts files;
};

std::size_t RewriteServiceTest::countFilesIn(const SnapshotId& id, const std::string& suffix) {
    const auto session = RepositorySession::openUnlocked(services_.context(), access_, {});
    const auto index = engine::loadIndex(session->repository(), {});
    engine::BlobReader reader{session->repository(), index};
    FileCounter counter;
    engine::walkTree(reader, load(id).tree, counter, {});
    return static_cast<std::size_t>(std::ranges::count_if(
        counter.files, [&](const std::string& path) { return path.ends_with(suffix); }));
}

TEST_F(RewriteServiceTest, MakesASnapshotWithoutWhatIsExcluded) {
    const Snapshot old = load(id_);
    ASSERT_GT(countFilesIn(id_, "small0"), 0U);
    const auto report = rewrite({.excludes = {"small0"}});
    EXPECT_EQ(report.changedCount, 1U);
    ASSERT_EQ(record_.saved.size(), 1U);
    EXPECT_EQ(record_.saved[0].old, id_);
    EXPECT_EQ(count(FileType::Snapshot), 2U);
    const SnapshotId id = record_.saved[0].replacement;
    const Snapshot snapshot = load(id);
    EXPECT_EQ(countFilesIn(id, "small0"), 0U);
    EXPECT_EQ(snapshot.original, id_);
    EXPECT_EQ(snapshot.tags, Texts{"rewrite"});
    EXPECT_EQ(snapshot.time, old.time);
    EXPECT_EQ(snapshot.paths, old.paths);
    EXPECT_EQ(snapshot.summary->totalFilesProcessed, countFilesIn(id, ""));
    EXPECT_LT(snapshot.summary->totalBytesProcessed, old.summary->totalBytesProcessed);
    EXPECT_FALSE(record_.leftOut.empty());
    expectSound();
}

TEST_F(RewriteServiceTest, ForgetsTheOldOneWhenAsked) {
    (void)rewrite({.excludes = {"small0"}, .isForgetting = true});
    EXPECT_EQ(count(FileType::Snapshot), 1U);
    const Snapshot snapshot = load(record_.saved.at(0).replacement);
    EXPECT_TRUE(snapshot.tags.empty());
    EXPECT_EQ(snapshot.original, id_);
    expectSound();
}

TEST_F(RewriteServiceTest, LeavesWhatDoesNotChange) {
    const std::size_t packs = count(FileType::Pack);
    const auto report = rewrite({.excludes = {"*.unknown"}, .isForgetting = true});
    EXPECT_EQ(report.changedCount, 0U);
    EXPECT_EQ(record_.outcomes.at(id_), RewriteOutcome::Unchanged);
    EXPECT_EQ(count(FileType::Snapshot), 1U);
    EXPECT_EQ(count(FileType::Pack), packs);
}

TEST_F(RewriteServiceTest, LeavesASnapshotOfWhichNothingIsIncluded) {
    const auto report = rewrite({.includes = {"/nowhere"}, .isForgetting = true});
    EXPECT_EQ(report.changedCount, 0U);
    EXPECT_EQ(record_.outcomes.at(id_), RewriteOutcome::Nothing);
    EXPECT_EQ(count(FileType::Snapshot), 1U);
}

TEST_F(RewriteServiceTest, StoresNothingInADryRun) {
    const std::size_t packs = count(FileType::Pack);
    const auto report = rewrite({.excludes = {"small0"}, .isForgetting = true, .isDryRun = true});
    EXPECT_EQ(report.changedCount, 1U);
    EXPECT_EQ(record_.outcomes.at(id_), RewriteOutcome::WouldChange);
    EXPECT_EQ(count(FileType::Snapshot), 1U);
    EXPECT_EQ(count(FileType::Pack), packs);
}

TEST_F(RewriteServiceTest, GivesAnotherHostAndTime) {
    RewriteRequest request;
    request.newHost = "elsewhere";
    request.newTime = WallTime{.seconds = 1'000'000'000, .nanoseconds = 0};
    (void)rewrite(request);
    const Snapshot snapshot = load(record_.saved.at(0).replacement);
    EXPECT_EQ(snapshot.hostname, "elsewhere");
    EXPECT_EQ(snapshot.time.seconds, 1'000'000'000);
    EXPECT_EQ(snapshot.tree, load(id_).tree);
    EXPECT_EQ(snapshot.summary, load(id_).summary);
}

TEST_F(RewriteServiceTest, StoresASummaryWhereThereIsNone) {
    EXPECT_EQ(rewrite({.isSummaryWanted = true}).changedCount, 0U) << "there is one";
    Snapshot bare = load(id_);
    const auto summary = bare.summary;
    bare.summary.reset();
    {
        const auto session = RepositorySession::openForWriting(services_.context(), access_,
                                                               engine::LockMode::Shared, {});
        (void)engine::saveSnapshot(session->repository(), bare, {});
        (void)session->backend().remove({FileType::Snapshot, id_.hex()}, {});
    }
    EXPECT_EQ(rewrite({.excludes = {"*.unknown"}}).changedCount, 0U);
    EXPECT_EQ(rewrite({.isSummaryWanted = true}).changedCount, 1U);
    const Snapshot snapshot = load(record_.saved.at(0).replacement);
    ASSERT_TRUE(snapshot.summary);
    EXPECT_EQ(snapshot.summary->totalFilesProcessed, summary->totalFilesProcessed);
    EXPECT_EQ(snapshot.summary->totalBytesProcessed, summary->totalBytesProcessed);
    EXPECT_EQ(engine::formatTimestamp(snapshot.summary->backupStart), "0001-01-01T00:00:00Z");
    EXPECT_EQ(snapshot.tree, bare.tree);
}

TEST_F(RewriteServiceTest, GoesOnBesideASnapshotThatIsIncomplete) {
    SnapshotId broken;
    {
        const auto session = RepositorySession::openForWriting(services_.context(), access_,
                                                               engine::LockMode::Shared, {});
        Snapshot snapshot = load(id_);
        snapshot.tree.digest.fill(std::byte{7});
        broken = engine::saveSnapshot(session->repository(), snapshot, {});
    }
    const auto report = rewrite({.excludes = {"small0"}, .isForgetting = true});
    EXPECT_EQ(report.changedCount, 1U);
    EXPECT_EQ(report.failureCount, 1U);
    EXPECT_EQ(record_.failed, std::vector{broken});
    EXPECT_EQ(count(FileType::Snapshot), 2U);
}

TEST_F(RewriteServiceTest, RefusesContradictionsAndNothing) {
    EXPECT_EQ(kindThrown([&] { rewrite({}); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { rewrite({.excludes = {"a"}, .includes = {"b"}}); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { rewrite({.excludes = {"["}}); }), ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::services

#include <gtest/gtest.h>

#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/repository/copies.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "services/repository/tags.h"
#include "tests/support/backup_source.h"
#include "tests/support/damage.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_copy.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using engine::Snapshot;
using engine::SnapshotId;
using storage::FileType;
using Texts = std::vector<std::string>;

class CopyServiceTest : public testing::Test {
  protected:
    /// Two snapshots at "from".
    CopyServiceTest() {
        makeRepositories(services_.context())->init({.repository = from_}, {});
        backUp();
        files_.grow();
        backUp();
    }

    void backUp() {
        RecordedBackup record;
        (void)makeBackups(services_.context())->run(files_.request(from_), record, {});
    }

    void makeDestination(std::uint32_t version = 2) {
        makeRepositories(services_.context())
            ->init({.repository = to_, .version = version, .copyChunkerFrom = from_}, {});
    }

    CopyReport copy(const std::vector<std::string>& ids = {}) {
        record_.copied.clear();
        record_.skipped.clear();
        return makeCopies(services_.context())
            ->copy({.source = from_, .destination = to_, .filter = {}, .ids = ids}, record_, {});
    }

    std::vector<StoredSnapshot> snapshotsAt(const RepositoryAccess& access) {
        const auto listing = makeRepositories(services_.context())->snapshots(access, {}, {});
        return listing.groups.empty() ? std::vector<StoredSnapshot>{}
                                      : listing.groups.front().snapshots;
    }

    void expectSound() {
        EXPECT_EQ(findErrors(services_.context(), to_), Texts{});
        EXPECT_EQ(restoreAll(services_.context(), to_), Texts{});
        EXPECT_EQ(findBlobsStoredTwice(services_.context(), to_), Texts{});
    }

    BackupSource files_;
    MemoryServices services_;
    RepositoryAccess from_ = accessTo("from", "first");
    RepositoryAccess to_ = accessTo("to", "second");
    RecordedCopy record_;
};

TEST_F(CopyServiceTest, CopiesAllSnapshots) {
    makeDestination();
    EXPECT_EQ(copy().copiedCount, 2U);
    EXPECT_TRUE(record_.warnings.empty());
    const auto sources = snapshotsAt(from_);
    const auto copies = snapshotsAt(to_);
    ASSERT_EQ(copies.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        Snapshot expected = sources[i].snapshot;
        expected.parent.reset();
        expected.original = sources[i].id;
        EXPECT_EQ(copies[i].snapshot, expected);
    }
    expectSound();
}

TEST_F(CopyServiceTest, CopiesBetweenFormats) {
    makeDestination(1);
    (void)copy();
    expectSound();
    // And back, to a third place.
    std::swap(from_, to_);
    to_ = accessTo("third", "third");
    makeDestination(2);
    EXPECT_EQ(copy().copiedCount, 2U);
    expectSound();
}

TEST_F(CopyServiceTest, SkipsWhatWasCopiedBefore) {
    makeDestination();
    const auto sources = snapshotsAt(from_);
    EXPECT_EQ(copy({sources[0].id.hex()}).copiedCount, 1U);
    const std::size_t packs = countFiles(services_.at("to"), FileType::Pack);
    auto report = copy({sources[0].id.hex()});
    EXPECT_EQ(report.copiedCount, 0U);
    EXPECT_EQ(report.skippedCount, 1U);
    ASSERT_EQ(record_.skipped.size(), 1U);
    EXPECT_EQ(countFiles(services_.at("to"), FileType::Pack), packs);
    report = copy();
    EXPECT_EQ(report.copiedCount, 1U);
    EXPECT_EQ(report.skippedCount, 1U);
    // Back again nothing is new.
    std::swap(from_, to_);
    EXPECT_EQ(copy().skippedCount, 2U);
    EXPECT_EQ(snapshotsAt(to_).size(), 2U);
}

TEST_F(CopyServiceTest, CopiesAgainWhatWasChanged) {
    makeDestination();
    (void)copy();
    class Silent final : public TagObserver {
        void onChanged(const ReplacedSnapshot&) override {}
        void onFailure(const SnapshotId&, const std::string&) override {}
        void onProblem(const std::string&) override {}
    } silent;
    (void)makeTags(services_.context())
        ->change({.repository = from_, .ids = {"latest"}, .change = {.add = {"new"}}}, silent, {});
    const auto report = copy();
    EXPECT_EQ(report.copiedCount, 1U);
    EXPECT_EQ(report.skippedCount, 1U);
    EXPECT_EQ(record_.copied.at(0).source.snapshot.tags, Texts{"new"});
}

TEST_F(CopyServiceTest, WarnsOfAnotherChunker) {
    makeRepositories(services_.context())->init({.repository = to_}, {});
    EXPECT_EQ(copy().copiedCount, 2U);
    EXPECT_EQ(record_.warnings.size(), 1U);
    expectSound();
}

TEST_F(CopyServiceTest, RefusesToCopyARepositoryToItself) {
    to_ = from_;
    EXPECT_EQ(kindThrown([&] { copy(); }), ErrorKind::InvalidInput);
}

TEST_F(CopyServiceTest, CopiesWhatComesBeforeAndAfterADamagedSnapshot) {
    makeDestination();
    const Snapshot oldest = snapshotsAt(from_).front().snapshot;
    {
        const auto session = RepositorySession::openForWriting(services_.context(), from_,
                                                               engine::LockMode::Shared, {});
        Snapshot broken = oldest;
        broken.time.seconds += 1;
        broken.tree.digest.fill(std::byte{7});
        (void)engine::saveSnapshot(session->repository(), broken, {});
    }
    EXPECT_EQ(copy().problemCount, 1U);
    ASSERT_EQ(record_.problems.size(), 1U);
    EXPECT_NE(record_.problems.front().find("is not copied"), std::string::npos);
    EXPECT_EQ(record_.copied.size(), 2U);
    EXPECT_EQ(snapshotsAt(to_).size(), 2U);
    expectSound();
}

TEST_F(CopyServiceTest, CopiesTheSnapshotsThatDoNotNeedADamagedPack) {
    makeDestination();
    // What the first backup had not is in packs of the second alone.
    const auto packs = engine::listNames(services_.at("from"), storage::FileType::Pack, {});
    std::size_t damaged = 0;
    for (const std::string& name : packs) {
        const storage::FileId pack{storage::FileType::Pack, name};
        MemoryServices trial;
        copyFiles(services_.at("from"), trial.at("from"));
        inflict(trial.at("from"), pack, storage::Damage::FlippedBit);
        RecordedCopy record;
        makeRepositories(trial.context())->init({.repository = to_}, {});
        const CopyReport report =
            makeCopies(trial.context())->copy({.source = from_, .destination = to_}, record, {});
        EXPECT_EQ(report.copiedCount + report.problemCount, 2U);
        EXPECT_EQ(report.problemCount, record.problems.size());
        damaged += report.problemCount;
        EXPECT_EQ(findErrors(trial.context(), to_), std::vector<std::string>{});
        EXPECT_EQ(restoreAll(trial.context(), to_), std::vector<std::string>{});
    }
    EXPECT_GT(damaged, 0U);
    EXPECT_LT(damaged, 2 * packs.size()) << "some damage hits one snapshot only";
}

TEST(IsSameSnapshot, LooksAtAllButTheOrigin) {
    Snapshot one;
    one.paths = {"/a", "/b"};
    one.tags = {"x", "y"};
    one.time = engine::parseTimestamp("2024-01-01T12:00:00+02:00").value();
    Snapshot other = one;
    other.paths = {"/b", "/a"};
    other.tags = {"y", "x"};
    other.time = engine::parseTimestamp("2024-01-01T10:00:00Z").value();
    other.original = SnapshotId{};
    other.parent = SnapshotId{};
    EXPECT_TRUE(isSameSnapshot(one, other));
    const auto differs = [&](const auto& change) {
        Snapshot changed = other;
        change(changed);
        return !isSameSnapshot(one, changed);
    };
    EXPECT_TRUE(differs([](Snapshot& s) { s.time.nanoseconds = 1; }));
    EXPECT_TRUE(differs([](Snapshot& s) { s.tree.digest.fill(std::byte{1}); }));
    EXPECT_TRUE(differs([](Snapshot& s) { s.hostname = "h"; }));
    EXPECT_TRUE(differs([](Snapshot& s) { s.username = "u"; }));
    EXPECT_TRUE(differs([](Snapshot& s) { s.uid = 1; }));
    EXPECT_TRUE(differs([](Snapshot& s) { s.gid = 1; }));
    EXPECT_TRUE(differs([](Snapshot& s) { s.excludes = {"e"}; }));
    EXPECT_TRUE(differs([](Snapshot& s) { s.paths.pop_back(); }));
    EXPECT_TRUE(differs([](Snapshot& s) { s.tags.pop_back(); }));
}

}  // namespace
}  // namespace tl::services

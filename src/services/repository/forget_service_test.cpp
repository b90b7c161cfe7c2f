#include <set>

#include <gtest/gtest.h>

#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/repository/forgets.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "storage/fault/fault_backend.h"
#include "tests/support/backup_source.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using engine::SnapshotId;
using storage::FileType;

class RecordedForget final : public ForgetObserver {
  public:
    void onPlan(const ForgetPlan& all) override { plan = all; }
    void onRemoved(const SnapshotId& id) override { removed.insert(id.hex()); }
    void onFailure(const SnapshotId& id, const std::string&) override { failed.insert(id.hex()); }
    void onProblem(const std::string& message) override { problems.push_back(message); }
    PruneObserver& onPrune(std::size_t removedCount) override {
        removedBeforePrune = removedCount;
        return prune;
    }

    class SilentPrune final : public PruneObserver {
        void onStatus(const PruneStatus&) override {}
        void onPlan(const PruneFigures&) override {}
        void onWarning(const std::string&) override {}
    };

    ForgetPlan plan;
    SilentPrune prune;
    std::size_t removedBeforePrune = 0;
    std::set<std::string> removed;
    std::set<std::string> failed;
    std::vector<std::string> problems;
};

class ForgetServiceTest : public testing::Test {
  protected:
    /// Three snapshots, a day between them.
    ForgetServiceTest() {
        makeRepositories(services_.context())->init({.repository = access_}, {});
        const auto session = RepositorySession::openForWriting(services_.context(), access_,
                                                               engine::LockMode::Shared, {});
        for (std::int64_t day = 0; day < 3; ++day) {
            engine::Snapshot snapshot;
            snapshot.time.seconds = 1'700'000'000 + day * 86'400;
            snapshot.hostname = "vm";
            ids_.push_back(engine::saveSnapshot(session->repository(), snapshot, {}));
        }
    }

    ForgetReport forget(const ForgetRequest& request) {
        return makeForgets(services_.context())->forget(request, record_, {});
    }
    [[nodiscard]] ForgetRequest keepingLast(std::uint64_t count) const {
        ForgetRequest request;
        request.repository = access_;
        request.rules.policy.counts.last = count;
        return request;
    }
    [[nodiscard]] std::size_t snapshotCount() {
        return countFiles(services_.at("here"), FileType::Snapshot);
    }

    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "password");
    std::vector<SnapshotId> ids_;
    RecordedForget record_;
};

TEST_F(ForgetServiceTest, RemovesWhatThePolicyDoesNotKeep) {
    const auto report = forget(keepingLast(1));
    EXPECT_EQ(record_.removed, (std::set{ids_[0].hex(), ids_[1].hex()}));
    EXPECT_EQ(report.removed.size(), 2U);
    EXPECT_TRUE(report.failed.empty());
    EXPECT_EQ(snapshotCount(), 1U);
    EXPECT_EQ(countFiles(services_.at("here"), FileType::Lock), 0U);
}

TEST_F(ForgetServiceTest, RemovesNothingInADryRun) {
    ForgetRequest request = keepingLast(2);
    request.isDryRun = true;
    const auto report = forget(request);
    EXPECT_EQ(report.removed, std::vector{ids_[0]});
    EXPECT_TRUE(record_.removed.empty());
    EXPECT_EQ(snapshotCount(), 3U);
}

TEST_F(ForgetServiceTest, RemovesWhatIsNamed) {
    ForgetRequest request;
    request.repository = access_;
    request.ids = {ids_[1].hex().substr(0, 10), "latest"};
    const auto report = forget(request);
    EXPECT_TRUE(record_.plan.groups.empty());
    EXPECT_EQ(report.removed.size(), 2U);
    EXPECT_EQ(snapshotCount(), 1U);
}

TEST_F(ForgetServiceTest, RemovesNothingWhenOneOfTheNamedIsNotThere) {
    ForgetRequest request;
    request.repository = access_;
    request.ids = {ids_[1].hex(), "0000000000"};
    EXPECT_EQ(kindThrown([&] { forget(request); }), ErrorKind::NotFound);
    EXPECT_EQ(snapshotCount(), 3U);
}

TEST_F(ForgetServiceTest, FiltersBeforeItApplies) {
    ForgetRequest request = keepingLast(1);
    request.filter.hosts = {"another"};
    EXPECT_TRUE(forget(request).removed.empty());
    EXPECT_TRUE(record_.plan.groups.empty());
}

TEST_F(ForgetServiceTest, RemovesAllOfAFilterWithPermission) {
    ForgetRequest request = keepingLast(0);
    request.rules.isRemovingAllAllowed = true;
    EXPECT_EQ(kindThrown([&] { forget(request); }), ErrorKind::InvalidInput);
    request.filter.hosts = {"vm"};
    EXPECT_EQ(forget(request).removed.size(), 3U);
    EXPECT_EQ(snapshotCount(), 0U);
}

TEST_F(ForgetServiceTest, RefusesToGoWithoutALock) {
    ForgetRequest request = keepingLast(1);
    request.repository.locking = Locking::Skip;
    EXPECT_EQ(kindThrown([&] { forget(request); }), ErrorKind::InvalidInput);
    EXPECT_EQ(snapshotCount(), 3U);
    request.isDryRun = true;
    EXPECT_EQ(forget(request).removed.size(), 2U);
}

TEST_F(ForgetServiceTest, RefusesWhileSomebodyElseIsThere) {
    const auto other = RepositorySession::openForWriting(services_.context(), access_,
                                                         engine::LockMode::Shared, {});
    EXPECT_EQ(kindThrown([&] { forget(keepingLast(1)); }), ErrorKind::Locked);
    EXPECT_EQ(snapshotCount(), 3U);
}

TEST_F(ForgetServiceTest, LeavesADamagedSnapshotAlone) {
    storage::MemoryBackend& backend = services_.at("here");
    const storage::FileId damaged{FileType::Snapshot, ids_[2].hex()};
    auto content = backend.tryLoad(damaged, {}).value();
    content.back() ^= std::byte{1};
    backend.remove(damaged, {});
    backend.save(damaged, content, {});
    const auto report = forget(keepingLast(1));
    EXPECT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(record_.problems.size(), 1U);
    EXPECT_EQ(record_.removed, std::set{ids_[0].hex()});
    EXPECT_EQ(snapshotCount(), 2U);
}

/// The trees of the first three are missing, so that a prune that looked at one would fail.
TEST_F(ForgetServiceTest, PrunesWhatTheRemovedNeeded) {
    BackupSource source;
    RecordedBackup record;
    const auto backUp = [&](const char* host) {
        BackupRequest request = source.request(access_);
        request.host = host;
        return *makeBackups(services_.context())->run(request, record, {}).snapshot;
    };
    (void)backUp("kept");
    source.grow();
    const SnapshotId grown = backUp("other");
    const std::size_t packs = countFiles(services_.at("here"), FileType::Pack);
    ForgetRequest request;
    request.repository = access_;
    request.ids = {ids_[0].hex(), ids_[1].hex(), ids_[2].hex(), grown.hex()};
    request.prune = engine::PruneOptions{};
    request.isDryRun = true;
    auto report = forget(request);
    ASSERT_TRUE(report.prune) << "a dry run takes them for removed";
    EXPECT_TRUE(report.prune->isDryRun);
    EXPECT_GT(report.prune->figures.packs.removed + report.prune->figures.packs.repack, 0U);
    EXPECT_EQ(countFiles(services_.at("here"), FileType::Pack), packs);
    request.isDryRun = false;
    report = forget(request);
    ASSERT_TRUE(report.prune);
    EXPECT_EQ(record_.removedBeforePrune, 4U);
    EXPECT_LT(countFiles(services_.at("here"), FileType::Pack), packs);
    EXPECT_EQ(snapshotCount(), 1U);
    EXPECT_EQ(findErrors(services_.context(), access_), std::vector<std::string>{});
    EXPECT_EQ(restoreAll(services_.context(), access_), std::vector<std::string>{});
}

TEST_F(ForgetServiceTest, PrunesNothingWhenNothingIsRemoved) {
    ForgetRequest request = keepingLast(10);
    request.prune = engine::PruneOptions{};
    EXPECT_FALSE(forget(request).prune);
}

TEST_F(ForgetServiceTest, GoesOnWhenOneRemovalFails) {
    storage::FaultBackend faulty{services_.at("here"),
                                 {{.call = 1, .operation = storage::Operation::Remove}}};
    const ServiceContext context = services_.contextOver(faulty);
    const auto report = makeForgets(context)->forget(keepingLast(1), record_, {});
    EXPECT_EQ(report.failed.size(), 1U);
    EXPECT_EQ(report.removed.size(), 1U);
    EXPECT_EQ(record_.failed.size(), 1U);
    EXPECT_EQ(snapshotCount(), 2U);
}

}  // namespace
}  // namespace tl::services

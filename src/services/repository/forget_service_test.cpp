#include <set>

#include <gtest/gtest.h>

#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/repository/forgets.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "storage/fault/fault_backend.h"
#include "tests/support/memory_services.h"

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

    ForgetPlan plan;
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

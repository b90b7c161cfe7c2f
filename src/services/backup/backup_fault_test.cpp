// Backups whose backend fails at the n-th call, for every n: whatever they tell, the repository is
// sound afterwards, every listed snapshot restores, and the next backup stores nothing twice.

#include <optional>

#include "infra/errors/error.h"
#include "services/repository/repositories.h"
#include "tests/support/backup_source.h"
#include "tests/support/fault_cases.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::Fault;
using storage::FaultBackend;
using storage::FileType;
using storage::MemoryBackend;
using Problems = std::vector<std::string>;

constexpr auto kLocation = "here";

class BackupFault : public testing::TestWithParam<FaultCase> {
  protected:
    /// One snapshot is there before anything fails.
    BackupFault() {
        makeRepositories(base_.context())->init({.repository = access_}, {});
        EXPECT_TRUE(backUp(base_.context()));
        source_.grow();
    }

    /// The report, or nothing when it failed.
    std::optional<BackupReport> backUp(const ServiceContext& context) {
        RecordedBackup record;
        try {
            return makeBackups(context)->run(source_.request(access_), record, {});
        } catch (const Error&) {
            return std::nullopt;
        }
    }

    void expectSound(const ServiceContext& context) const {
        EXPECT_EQ(findErrors(context, access_), Problems{});
        EXPECT_EQ(restoreAll(context, access_), Problems{});
    }

    /// False when the backup was over before the fault came.
    bool failAt(std::uint64_t call) {
        SCOPED_TRACE("fault at call " + std::to_string(call));
        MemoryServices services;
        MemoryBackend& backend = services.at(kLocation);
        copyFiles(base_.at(kLocation), backend);
        Fault fault = GetParam().fault;
        fault.call = call;
        FaultBackend faulty{backend, {fault}};
        const auto report = backUp(services.contextOver(faulty));

        const ServiceContext& context = services.context();
        const std::size_t snapshots = countFiles(backend, FileType::Snapshot);
        EXPECT_TRUE(snapshots == 2U || !report);
        EXPECT_TRUE(fault.calls > 1 || countFiles(backend, FileType::Lock) == 0);
        expectSound(context);
        const auto next = backUp(context);
        EXPECT_TRUE(next && next->snapshot && next->failureCount == 0);
        EXPECT_EQ(countFiles(backend, FileType::Snapshot), snapshots + 1);
        EXPECT_EQ(findBlobsStoredTwice(context, access_), Problems{});
        expectSound(context);
        return hasCome(fault, faulty);
    }

    BackupSource source_;
    MemoryServices base_;
    RepositoryAccess access_ = accessTo(kLocation, "password");
};

TEST_P(BackupFault, LeavesASoundRepositoryAtEveryCall) {
    std::uint64_t call = 1;
    while (failAt(call) && !HasFailure())
        ++call;
    EXPECT_GT(call, 1U);
}

INSTANTIATE_TEST_SUITE_P(All, BackupFault, allFaultCases(), nameOfCase);

}  // namespace
}  // namespace tl::services

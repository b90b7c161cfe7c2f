// Prunes whose backend fails at the n-th call, for every n: whatever they tell, the repository is
// sound afterwards, every listed snapshot restores, and the next prune finishes the work.

#include <optional>

#include <gtest/gtest.h>

#include "infra/engine/prune/recorded_prune.h"
#include "infra/errors/error.h"
#include "services/repository/prunes.h"
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
using storage::Operation;
using Problems = std::vector<std::string>;

constexpr auto kLocation = "here";

class PruneFault : public testing::TestWithParam<FaultCase> {
  protected:
    /// Three snapshots, of which the second is forgotten: packs that are unused, used and both.
    PruneFault() {
        makeRepositories(base_.context())->init({.repository = access_}, {});
        backUp();
        source_.grow();
        source_.addMany();
        const std::string forgotten = backUp();
        source_.shrink();
        source_.removeHalfOfMany();
        backUp();
        base_.at(kLocation).remove({FileType::Snapshot, forgotten}, {});
        snapshots_ = countFiles(base_.at(kLocation), FileType::Snapshot);
    }

    std::string backUp() {
        RecordedBackup record;
        return makeBackups(base_.context())
            ->run(source_.request(access_), record, {})
            .snapshot->hex();
    }

    /// The report, or nothing when it failed.
    std::optional<PruneReport> prune(const ServiceContext& context) const {
        engine::RecordedPrune record;
        PruneRequest request{.repository = access_,
                             .options = {.maxUnused = engine::UnusedBytes{0}}};
        request.repository.packSizeMiB = 4;
        try {
            return makePrunes(context)->prune(request, record, {});
        } catch (const Error& error) {
            EXPECT_NE(error.kind(), ErrorKind::Corrupted) << error.describe();
            return std::nullopt;
        }
    }

    void expectSound(const ServiceContext& context) const {
        EXPECT_EQ(findErrors(context, access_), Problems{});
        EXPECT_EQ(restoreAll(context, access_), Problems{});
    }

    /// False when the prune was over before the fault came.
    bool failAt(std::uint64_t call) {
        SCOPED_TRACE("fault at call " + std::to_string(call));
        MemoryServices services;
        MemoryBackend& backend = services.at(kLocation);
        copyFiles(base_.at(kLocation), backend);
        Fault fault = GetParam().fault;
        fault.call = call;
        FaultBackend faulty{backend, {fault}};
        (void)prune(services.contextOver(faulty));

        const ServiceContext& context = services.context();
        EXPECT_TRUE(fault.calls > 1 || countFiles(backend, FileType::Lock) == 0);
        EXPECT_EQ(countFiles(backend, FileType::Snapshot), snapshots_);
        expectSound(context);
        EXPECT_TRUE(prune(context));
        EXPECT_EQ(findBlobsStoredTwice(context, access_), Problems{});
        expectSound(context);
        const auto idle = prune(context);
        EXPECT_EQ(idle->figures.bytes.removedTotal() + idle->figures.bytes.repack, 0U);
        EXPECT_EQ(idle->figures.bytes.remainingUnused(), 0U);
        return hasCome(fault, faulty);
    }

    BackupSource source_;
    MemoryServices base_;
    RepositoryAccess access_ = accessTo(kLocation, "password");
    std::size_t snapshots_ = 0;
};

TEST_P(PruneFault, LeavesASoundRepositoryAtEveryCall) {
    std::uint64_t call = 1;
    while (failAt(call) && !HasFailure())
        ++call;
    EXPECT_GT(call, 3U);  // At the least a lock, a pack and an index are saved.
}

INSTANTIATE_TEST_SUITE_P(All, PruneFault, allFaultCases(), nameOfCase);
INSTANTIATE_TEST_SUITE_P(Removals,
                         PruneFault,
                         testing::Values(FaultCase{"RemoveFails",
                                                   {.operation = Operation::Remove}}),
                         nameOfCase);

}  // namespace
}  // namespace tl::services

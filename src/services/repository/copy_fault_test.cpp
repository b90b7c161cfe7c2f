// Copies whose destination fails at the n-th call, for every n: it is sound afterwards, every
// listed snapshot restores, and the next copy stores nothing twice.

#include "infra/errors/error.h"
#include "services/repository/copies.h"
#include "services/repository/repositories.h"
#include "tests/support/backup_source.h"
#include "tests/support/fault_cases.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_copy.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::Fault;
using storage::FaultBackend;
using storage::FileType;
using storage::MemoryBackend;
using Problems = std::vector<std::string>;

/// Which of the two repositories fails.
enum class FailingEnd : std::uint8_t { Source, Destination };

class CopyFault : public testing::TestWithParam<FaultCase> {
  protected:
    CopyFault() {
        makeRepositories(base_.context())->init({.repository = from_}, {});
        backUp();
        files_.grow();
        backUp();
        makeRepositories(base_.context())->init({.repository = to_, .copyChunkerFrom = from_}, {});
    }

    void backUp() {
        RecordedBackup record;
        (void)makeBackups(base_.context())->run(files_.request(from_), record, {});
    }

    [[nodiscard]] bool copies(const ServiceContext& context) const {
        CopyRequest request{.source = from_, .destination = to_};
        request.destination.packSizeMiB = 4;
        RecordedCopy record;
        try {
            (void)makeCopies(context)->copy(request, record, {});
            return true;
        } catch (const Error&) {
            return false;
        }
    }

    /// False when the copy was over before the fault came.
    bool failAt(std::uint64_t call, FailingEnd end) {
        SCOPED_TRACE("fault at call " + std::to_string(call));
        MemoryServices services;
        for (const char* location : {"from", "to"})
            copyFiles(base_.at(location), services.at(location));
        const std::string failing = end == FailingEnd::Source ? "from" : "to";
        Fault fault = GetParam().fault;
        fault.call = call;
        FaultBackend faulty{services.at(failing), {fault}};
        (void)copies(services.contextOver(failing, faulty));

        const ServiceContext& context = services.context();
        EXPECT_EQ(findErrors(context, to_), Problems{});
        EXPECT_EQ(restoreAll(context, to_), Problems{});
        EXPECT_TRUE(copies(context));
        EXPECT_EQ(countFiles(services.at("to"), FileType::Snapshot), 2U);
        EXPECT_EQ(findBlobsStoredTwice(context, to_), Problems{});
        EXPECT_EQ(findErrors(context, to_), Problems{});
        return hasCome(fault, faulty);
    }

    void failEverywhere(FailingEnd end) {
        std::uint64_t call = 1;
        while (failAt(call, end) && !HasFailure())
            ++call;
        EXPECT_GT(call, 1U);
    }

    BackupSource files_;
    MemoryServices base_;
    RepositoryAccess from_ = accessTo("from", "password");
    RepositoryAccess to_ = accessTo("to", "password");
};

TEST_P(CopyFault, LeavesASoundDestinationAtEveryCall) {
    failEverywhere(FailingEnd::Destination);
}

TEST_P(CopyFault, LeavesASoundDestinationWhenTheSourceFails) {
    failEverywhere(FailingEnd::Source);
}

INSTANTIATE_TEST_SUITE_P(All, CopyFault, allFaultCases(), nameOfCase);

}  // namespace
}  // namespace tl::services

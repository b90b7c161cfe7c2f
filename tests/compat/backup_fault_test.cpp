// As the test beside the backup service, on a folder of the file system, with restic as the judge.

#include <ostream>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "services/repository/repositories.h"
#include "storage/fault/fault_backend.h"
#include "storage/local/local_backend.h"
#include "tests/compat/restic_program.h"
#include "tests/support/backup_source.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::Fault;
using storage::FaultBackend;
using storage::FaultKind;
using storage::LocalBackend;
using storage::Operation;

/// Restic takes some tenths of a second a round, so only every so manyth call is tried.
constexpr std::uint64_t kStep = 3;

struct FaultCase {
    const char* name;
    Fault fault;  ///< Its call is set by the test.
};

void PrintTo(const FaultCase& fault, std::ostream* out) {
    *out << fault.name;
}

class LocalBackupFault : public testing::TestWithParam<FaultCase> {
  protected:
    static bool backsUp(const ServiceContext& context, const BackupRequest& request) {
        RecordedBackup record;
        try {
            return makeBackups(context)->run(request, record, {}).snapshot.has_value();
        } catch (const Error&) {
            return false;
        }
    }

    /// False when the backup was over before the fault came.
    static bool failAt(std::uint64_t call) {
        SCOPED_TRACE("fault at call " + std::to_string(call));
        const TemporaryDirectory repository;
        LocalBackend backend{{.path = repository.path()}};
        const RepositoryAccess access = accessTo(repository.path(), "password");
        BackupSource source;
        const MemoryServices services;
        const ServiceContext context = services.contextOver(backend);
        makeRepositories(context)->init({.repository = access}, {});
        EXPECT_TRUE(backsUp(context, source.request(access)));
        source.grow();

        Fault fault = GetParam().fault;
        fault.call = call;
        FaultBackend faulty{backend, {fault}};
        (void)backsUp(services.contextOver(faulty), source.request(access));
        makeRepositories(context)->unlock(access, UnlockScope::All, {});
        const compat::Restic restic{repository.path(), "password"};
        (void)restic.runWell({"check"});
        EXPECT_EQ(restoreAll(context, access), std::vector<std::string>{});
        EXPECT_TRUE(backsUp(context, source.request(access)));
        EXPECT_EQ(findBlobsStoredTwice(context, access), std::vector<std::string>{});
        (void)restic.runWell({"check"});
        return (fault.operation ? faulty.callCount(*fault.operation) : faulty.callCount()) >= call;
    }
};

TEST_P(LocalBackupFault, LeavesARepositoryThatResticFindsSound) {
    std::uint64_t call = 1;
    while (failAt(call) && !HasFailure())
        call += kStep;
    EXPECT_GT(call, kStep);
}

std::string nameOfCase(const testing::TestParamInfo<FaultCase>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All,
                         LocalBackupFault,
                         testing::Values(FaultCase{"GoneForGood", {.calls = Fault::kForever}},
                                         FaultCase{"Full",
                                                   {.operation = Operation::Save,
                                                    .errorKind = ErrorKind::ResourceExhausted}},
                                         FaultCase{"AnswerLost",
                                                   {.operation = Operation::Save,
                                                    .kind = FaultKind::LoseAnswer}}),
                         nameOfCase);

}  // namespace
}  // namespace tl::services

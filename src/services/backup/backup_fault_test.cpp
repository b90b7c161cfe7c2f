// Backups whose backend fails, or that are stopped, at the n-th call, for every n: whatever they
// tell, the repository is sound afterwards, every listed snapshot restores, and the next backup
// stores nothing twice.

#include <optional>

#include "infra/engine/index/load_index.h"
#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/backup_source.h"
#include "tests/support/counting_clock.h"
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

/// A repository with a snapshot, and a folder that has more by now.
class SecondBackup {
  protected:
    SecondBackup() {
        makeRepositories(base_.context())->init({.repository = access_}, {});
        EXPECT_TRUE(backUp(base_.context()));
        source_.grow();
    }

    /// The report, or nothing when it failed or was stopped.
    std::optional<BackupReport> backUp(const ServiceContext& context,
                                       const std::stop_token& stop = {}) {
        RecordedBackup record;
        try {
            return makeBackups(context)->run(source_.request(access_), record, stop);
        } catch (const Error&) {
            return std::nullopt;
        } catch (const Cancelled&) {
            return std::nullopt;
        }
    }

    void expectSound(const ServiceContext& context) const {
        EXPECT_EQ(findErrors(context, access_), Problems{});
        EXPECT_EQ(restoreAll(context, access_), Problems{});
    }

    BackupSource source_;
    MemoryServices base_;
    RepositoryAccess access_ = accessTo(kLocation, "password");
};

class BackupFault : public testing::TestWithParam<FaultCase>, protected SecondBackup {
  protected:
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
};

TEST_P(BackupFault, LeavesASoundRepositoryAtEveryCall) {
    std::uint64_t call = 1;
    while (failAt(call) && !HasFailure())
        ++call;
    EXPECT_GT(call, 1U);
}

class BackupStop : public testing::Test, protected SecondBackup {
  protected:
    /// A stop comes while the n-th file is saved. False when the backup was over before.
    bool stopAt(std::uint64_t save) {
        SCOPED_TRACE("stop at save " + std::to_string(save));
        MemoryServices services;
        MemoryBackend& backend = services.at(kLocation);
        copyFiles(base_.at(kLocation), backend);
        std::stop_source stop;
        CountingClock clock;
        clock.onSleep = [&stop] { stop.request_stop(); };
        FaultBackend slow{backend,
                          {{.call = save,
                            .operation = storage::Operation::Save,
                            .kind = storage::FaultKind::Delay}},
                          &clock};
        (void)backUp(services.contextOver(slow), stop.get_token());
        EXPECT_EQ(countFiles(backend, FileType::Lock), 0U);
        EXPECT_EQ(unlistedPacks(services.context()), Problems{});
        expectSound(services.context());
        return slow.callCount(storage::Operation::Save) >= save;
    }

    Problems unlistedPacks(const ServiceContext& context) const {
        const auto session = RepositorySession::openUnlocked(context, access_, {});
        const engine::Repository& repository = session->repository();
        const auto index = engine::loadIndex(repository, {});
        Problems found;
        for (const auto& name : engine::listNames(repository.backend(), FileType::Pack, {}))
            if (!index.containsPack(*engine::PackId::parse(name))) found.push_back(name);
        return found;
    }
};

TEST_F(BackupStop, ListsWhatItHasStoredWhereverItIsStopped) {
    std::uint64_t save = 1;
    while (stopAt(save) && !HasFailure())
        ++save;
    EXPECT_GT(save, 3U);
}

INSTANTIATE_TEST_SUITE_P(All, BackupFault, allFaultCases(), nameOfCase);

}  // namespace
}  // namespace tl::services

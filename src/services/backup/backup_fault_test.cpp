// Backups whose backend fails at the n-th call, for every n: whatever they tell, the repository is
// sound afterwards, every listed snapshot is whole, and the next backup stores nothing twice.

#include <array>
#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/backup/backups.h"
#include "services/repository/repositories.h"
#include "storage/fault/fault_backend.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::Fault;
using storage::FaultBackend;
using storage::FaultKind;
using storage::FileId;
using storage::FileType;
using storage::MemoryBackend;
using storage::Operation;

constexpr auto kLocation = "here";

struct FaultCase {
    const char* name;
    Fault fault;  ///< Its call is set by the test.
};

std::string randomText(std::size_t size, std::uint32_t seed) {
    std::mt19937 generator{seed};
    std::string text(size, '\0');
    for (char& byte : text)
        byte = static_cast<char>(generator() & 0xffU);
    return text;
}

void copyAll(MemoryBackend& from, MemoryBackend& to) {
    for (const FileType type : {FileType::Config, FileType::Key, FileType::Lock, FileType::Snapshot,
                                FileType::Index, FileType::Pack}) {
        from.list(
            type,
            [&](const FileId& id, std::uint64_t) { to.save(id, from.tryLoad(id, {}).value(), {}); },
            {});
    }
}

class BackupFault : public testing::TestWithParam<FaultCase> {
  protected:
    /// One snapshot is there before anything fails; then files come that fill several packs.
    BackupFault() {
        const ServiceContext& context = base_.context();
        makeRepositories(context)->init({.repository = access_}, {});
        for (int i = 0; i < 8; ++i)
            writeFile(source_ / ("small" + std::to_string(i)), randomText(2000, 10U + i));
        makeDirectories(source_ / "folder", 0755);
        writeFile(source_ / "folder/kept", randomText(100'000, 1));
        EXPECT_TRUE(backUp(context).has_value());
        writeFile(source_ / "folder/large", randomText(5'000'000, 2));
        writeFile(source_ / "larger", randomText(6'000'000, 3));
        writeFile(source_ / "small3", randomText(2500, 4));
    }

    /// The report, or nothing when it failed.
    std::optional<BackupReport> backUp(const ServiceContext& context) {
        BackupRequest request;
        request.repository = access_;
        request.targets = {source_.path()};
        request.host = "host";
        RecordedBackup record;
        try {
            return makeBackups(context)->run(request, record, {});
        } catch (const Error&) {
            return std::nullopt;
        }
    }

    [[nodiscard]] std::size_t countSnapshots(const ServiceContext& context) const {
        return makeRepositories(context)->snapshots(access_, {}, {}).at(0).snapshots.size();
    }

    void expectSound(const ServiceContext& context) const {
        EXPECT_EQ(findErrors(context, access_), std::vector<std::string>{});
    }

    /// False when the backup was over before the fault came.
    bool failAt(std::uint64_t call) {
        SCOPED_TRACE("fault at call " + std::to_string(call));
        MemoryServices services;
        copyAll(base_.at(kLocation), services.at(kLocation));
        Fault fault = GetParam().fault;
        fault.call = call;
        FaultBackend faulty{services.at(kLocation), {fault}};
        const auto report = backUp(services.contextOver(faulty));

        const ServiceContext& context = services.context();
        EXPECT_TRUE(fault.calls > 1 || countFiles(services.at(kLocation), FileType::Lock) == 0);
        expectSound(context);
        const std::size_t snapshots = countSnapshots(context);
        EXPECT_TRUE(snapshots == 2U || !report);
        const auto next = backUp(context);
        EXPECT_TRUE(next && next->snapshot && next->failureCount == 0);
        EXPECT_EQ(countSnapshots(context), snapshots + 1);
        EXPECT_EQ(findBlobsStoredTwice(context, access_), std::vector<std::string>{});
        expectSound(context);
        return (fault.operation ? faulty.callCount(*fault.operation) : faulty.callCount()) >= call;
    }

    TemporaryDirectory source_;
    MemoryServices base_;
    RepositoryAccess access_ = [] {
        RepositoryAccess access = accessTo(kLocation, "password");
        access.packSizeMiB = 4;
        return access;
    }();
};

TEST_P(BackupFault, LeavesASoundRepositoryAtEveryCall) {
    std::uint64_t call = 1;
    while (failAt(call) && !HasFailure())
        ++call;
    RecordProperty("calls", static_cast<int>(call));
    EXPECT_GT(call, 1U);
}

std::string nameOfCase(const testing::TestParamInfo<FaultCase>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    All,
    BackupFault,
    testing::Values(
        FaultCase{"Unavailable", {}},
        FaultCase{"GoneForGood", {.calls = Fault::kForever}},
        FaultCase{"Full",
                  {.operation = Operation::Save, .errorKind = ErrorKind::ResourceExhausted}},
        FaultCase{"FullForGood",
                  {.operation = Operation::Save,
                   .calls = Fault::kForever,
                   .errorKind = ErrorKind::ResourceExhausted}},
        FaultCase{"SaveAnswerLost", {.operation = Operation::Save, .kind = FaultKind::LoseAnswer}},
        FaultCase{"RemoveAnswerLost",
                  {.operation = Operation::Remove, .kind = FaultKind::LoseAnswer}}),
    nameOfCase);

}  // namespace
}  // namespace tl::services

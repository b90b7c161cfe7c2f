// Repairs whose backend fails at the n-th call, for every n: whatever they tell, a repair after
// them ends where one that nobody disturbed would have ended. Nothing is lost that was not lost
// before.

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/errors/error.h"
#include "infra/platform/temporary_directory.h"
#include "services/repository/checks.h"
#include "services/repository/repairs.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/backup_source.h"
#include "tests/support/damage.h"
#include "tests/support/fault_cases.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_check.h"
#include "tests/support/recorded_repair.h"
#include "tests/support/repository_facts.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using engine::BlobType;
using storage::Damage;
using storage::Fault;
using storage::FaultBackend;
using storage::FileId;
using storage::FileType;
using storage::MemoryBackend;
using Problems = std::vector<std::string>;
using Trees = std::multiset<engine::BlobId>;

constexpr auto kLocation = "here";
constexpr std::size_t kSnapshots = 3;

/// A repository with three snapshots, which the tests damage.
class RepairFault : public testing::TestWithParam<FaultCase> {
  protected:
    RepairFault() {
        makeRepositories(base_.context())->init({.repository = access_}, {});
        backUp();
        source_.growALittle();
        backUp();
        source_.shrink();
        backUp();
    }

    void backUp() {
        RecordedBackup record;
        (void)makeBackups(base_.context())->run(source_.request(access_), record, {});
    }

    [[nodiscard]] MemoryBackend& place() { return base_.at(kLocation); }
    [[nodiscard]] std::vector<std::string> names(FileType type) {
        return engine::listNames(place(), type, {});
    }
    [[nodiscard]] FileId packOf(BlobType type) {
        return services::packOf(base_.context(), access_, type);
    }

    /// The index file that lists the pack.
    [[nodiscard]] FileId indexOf(const FileId& pack) {
        const auto session = RepositorySession::openUnlocked(base_.context(), access_, {});
        FileId found;
        for (const std::string& name : names(FileType::Index)) {
            engine::readStoredIndex(session->repository(), name,
                                    [&](const engine::IndexedPack& indexed) {
                                        if (indexed.id.hex() == pack.name)
                                            found = {FileType::Index, name};
                                    },
                                    {});
        }
        return found;
    }
    /// Stores a second index file with the same content.
    void storeAgain(const FileId& index) {
        const auto session = RepositorySession::openUnlocked(base_.context(), access_, {});
        const auto json = session->repository().loadFile(index, {});
        const std::string_view text{reinterpret_cast<const char*>(json.data()), json.size()};
        (void)session->repository().saveFile(FileType::Index, text, {});
    }

    void repairIndex(const ServiceContext& context) const {
        engine::RecordedRepair told;
        (void)makeRepairs(context)->repairIndex({.repository = access_}, told, {});
    }
    void repairPacks(const ServiceContext& context, const std::vector<std::string>& ids) const {
        engine::RecordedRepair told;
        const TemporaryDirectory copies;
        (void)makeRepairs(context)->repairPacks(
            {.repository = access_, .ids = ids, .copyFolder = copies.path()}, told, {});
    }
    void repairSnapshots(const ServiceContext& context, bool areOriginalsForgotten) const {
        engine::RecordedRepair told;
        (void)makeRepairs(context)->repairSnapshots(
            {.repository = access_, .areOriginalsForgotten = areOriginalsForgotten}, told, {});
    }
    [[nodiscard]] std::optional<engine::SnapshotId> recover(const ServiceContext& context) const {
        engine::RecordedRepair told;
        return makeRepairs(context)->recover({.repository = access_}, told, {}).snapshot;
    }

    /// What a person does who follows the advice of the check.
    void repairAll(const ServiceContext& context) const {
        makeRepositories(context)->unlock(access_, UnlockScope::All, {});
        repairIndex(context);
        engine::RecordedCheck found;
        const CheckReport report = makeChecks(context)->check(
            {.repository = access_, .reading = {.readData = ReadAll{}}}, found, {});
        if (!report.brokenPacks.empty()) repairPacks(context, report.brokenPacks);
        repairIndex(context);
        repairSnapshots(context, true);
    }

    void expectSound(const ServiceContext& context) const {
        EXPECT_EQ(findErrors(context, access_), Problems{});
        EXPECT_EQ(restoreAll(context, access_), Problems{});
    }

    [[nodiscard]] Trees trees(const ServiceContext& context) const {
        Trees found;
        for (const auto& [snapshot, tree] : treesOf(context, access_))
            found.insert(tree);
        return found;
    }

    using Work = std::function<void(const ServiceContext& context)>;

    /// Does `work` with a fault at each call in turn, and then `finish` without. Calls `judge` with
    /// the outcome of each.
    void failAtEveryCall(const Work& work, const Work& finish, const Work& judge) {
        std::uint64_t call = 0;
        for (bool wasHit = true; wasHit && !HasFailure();) {
            SCOPED_TRACE("fault at call " + std::to_string(++call));
            MemoryServices services;
            copyFiles(place(), services.at(kLocation));
            Fault fault = GetParam().fault;
            fault.call = call;
            FaultBackend faulty{services.at(kLocation), {fault}};
            try {
                work(services.contextOver(faulty));
            } catch (const Error&) {
                // What it leaves is looked at, whatever it told.
            }
            EXPECT_TRUE(fault.calls > 1 || countFiles(services.at(kLocation), FileType::Lock) == 0);
            finish(services.context());
            expectSound(services.context());
            judge(services.context());
            wasHit = hasCome(fault, faulty);
        }
        EXPECT_GT(call, 1U);
    }

    /// As failAtEveryCall(): the snapshots have to end with the trees that they have without a
    /// fault.
    void expectSameEndAsWithoutFaults(const Work& work) {
        const Work finish = [this](const ServiceContext& context) { repairAll(context); };
        MemoryServices undisturbed;
        copyFiles(place(), undisturbed.at(kLocation));
        work(undisturbed.context());
        finish(undisturbed.context());
        const Trees expected = trees(undisturbed.context());
        EXPECT_FALSE(expected.empty());
        failAtEveryCall(work, finish, [&](const ServiceContext& context) {
            EXPECT_EQ(trees(context), expected);
        });
    }

    BackupSource source_;
    MemoryServices base_;
    RepositoryAccess access_ = accessTo(kLocation, "password");
};

TEST_P(RepairFault, OfTheIndexLosesNothingThatAnyFileSays) {
    // Of this pack only the index knows what it holds, and two files say it.
    const FileId headless = packOf(BlobType::Data);
    inflict(place(), headless, Damage::FlippedAtEnd);
    const FileId listing = indexOf(headless);
    // Another file is damaged, so its packs have to be listed from their headers.
    const auto indexes = names(FileType::Index);
    const auto other = std::ranges::find_if(
        indexes, [&listing](const std::string& name) { return name != listing.name; });
    inflict(place(), {FileType::Index, *other}, Damage::FlippedBit);
    storeAgain(listing);
    expectSameEndAsWithoutFaults([this](const ServiceContext& context) { repairIndex(context); });
}

TEST_P(RepairFault, OfPacksSavesWhatIsGood) {
    const FileId headless = packOf(BlobType::Tree);
    const FileId torn = packOf(BlobType::Data);
    inflict(place(), headless, Damage::FlippedAtEnd);
    inflict(place(), torn, Damage::Truncated);
    expectSameEndAsWithoutFaults([&](const ServiceContext& context) {
        repairPacks(context, {headless.name, torn.name});
    });
}

TEST_P(RepairFault, OfSnapshotsLosesNone) {
    (void)place().remove(packOf(BlobType::Data), {});
    repairIndex(base_.context());
    expectSameEndAsWithoutFaults(
        [this](const ServiceContext& context) { repairSnapshots(context, true); });
}

TEST_P(RepairFault, OfSnapshotsMakesNoSuccessorTwice) {
    (void)place().remove(packOf(BlobType::Data), {});
    repairIndex(base_.context());
    const Work work = [this](const ServiceContext& context) { repairSnapshots(context, false); };
    MemoryServices undisturbed;
    copyFiles(place(), undisturbed.at(kLocation));
    work(undisturbed.context());
    const Trees expected = trees(undisturbed.context());
    failAtEveryCall(
        work,
        [&](const ServiceContext& context) {
            makeRepositories(context)->unlock(access_, UnlockScope::All, {});
            work(context);
            EXPECT_EQ(trees(context), expected);
            repairSnapshots(context, true);
        },
        [](const ServiceContext&) {});
}

TEST_P(RepairFault, RecoveryFindsAllThatIsLost) {
    std::set<engine::BlobId> lost;
    for (const auto& [snapshot, tree] : treesOf(base_.context(), access_)) {
        lost.insert(tree);
        if (lost.size() == kSnapshots) break;  // One stays.
        (void)place().remove({FileType::Snapshot, snapshot}, {});
    }
    inflict(place(), indexOf(packOf(BlobType::Tree)), Damage::FlippedBit);
    failAtEveryCall([this](const ServiceContext& context) { (void)recover(context); },
                    [this](const ServiceContext& context) {
                        makeRepositories(context)->unlock(access_, UnlockScope::All, {});
                        (void)recover(context);
                    },
                    [&](const ServiceContext& context) {
                        // Every tree is still there, and none without a snapshot that leads to it.
                        EXPECT_EQ(recover(context), std::nullopt);
                        const auto session = RepositorySession::openUnlocked(context, access_, {});
                        const auto index = engine::loadIndex(session->repository(), {});
                        for (const engine::BlobId& tree : lost)
                            EXPECT_TRUE(index.contains({BlobType::Tree, tree}));
                    });
}

INSTANTIATE_TEST_SUITE_P(All, RepairFault, allFaultCases(), nameOfCase);

}  // namespace
}  // namespace tl::services

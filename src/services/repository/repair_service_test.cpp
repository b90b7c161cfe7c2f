// Damage of every kind to every kind of file: a check names it, repairs bring back what is left,
// and afterwards the repository is sound.

#include <algorithm>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/repository/checks.h"
#include "services/repository/keys.h"
#include "services/repository/repairs.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/backup_source.h"
#include "tests/support/damage.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_check.h"
#include "tests/support/recorded_repair.h"
#include "tests/support/repository_facts.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using engine::BlobType;
using engine::RecordedCheck;
using engine::RecordedRepair;
using storage::Damage;
using storage::FileId;
using storage::FileType;

/// A repository with two snapshots, the second of which has more.
class RepairServiceTest : public testing::Test {
  protected:
    RepairServiceTest() {
        makeRepositories(context())->init({.repository = access_}, {});
        backUp();
        source_.growALittle();
        backUp();
    }

    [[nodiscard]] const ServiceContext& context() { return services_.context(); }

    void backUp() {
        RecordedBackup record;
        EXPECT_TRUE(makeBackups(context())->run(source_.request(access_), record, {}).snapshot);
    }

    [[nodiscard]] std::vector<std::string> names(FileType type) {
        return engine::listNames(place_, type, {});
    }

    [[nodiscard]] FileId packOf(BlobType type) {
        return services::packOf(context(), access_, type);
    }
    [[nodiscard]] std::size_t countBlobsInFirstHalf(const FileId& pack) {
        const std::uint64_t half = place_.trySize(pack, {}).value() / 2;
        const auto session = RepositorySession::openUnlocked(context(), access_, {});
        std::size_t count = 0;
        engine::loadIndex(session->repository(), {}).forEach([&](const auto& stored) {
            const engine::PackedBlob& blob = stored.blob;
            if (stored.pack.hex() == pack.name && blob.offset + blob.length <= half) ++count;
        });
        return count;
    }
    [[nodiscard]] std::map<std::string, engine::BlobId> trees() {
        return treesOf(context(), access_);
    }

    CheckReport check(ReadData readData = ReadAll{}) {
        found_.forget();
        return makeChecks(context())->check(
            {.repository = access_, .reading = {.readData = readData}}, found_, {});
    }
    IndexRepairSummary repairIndex(bool areAllHeadersRead = false, bool isDryRun = false) {
        return makeRepairs(context())->repairIndex(
            {.repository = access_, .areAllHeadersRead = areAllHeadersRead, .isDryRun = isDryRun},
            told_, {});
    }
    PacksRepairSummary repairPacks(const std::vector<std::string>& ids, bool isDryRun = false) {
        return makeRepairs(context())->repairPacks(
            {.repository = access_, .ids = ids, .copyFolder = copies_.path(), .isDryRun = isDryRun},
            told_, {});
    }
    SnapshotsRepairSummary repairSnapshots(bool areOriginalsForgotten = true) {
        return makeRepairs(context())->repairSnapshots(
            {.repository = access_, .areOriginalsForgotten = areOriginalsForgotten}, told_, {});
    }
    RecoverSummary recover() {
        return makeRepairs(context())->recover({.repository = access_}, told_, {});
    }

    /// What a person does who follows the advice of the check.
    void repairAsAdvised() {
        repairIndex();
        const CheckReport report = check();
        if (!report.brokenPacks.empty()) repairPacks(report.brokenPacks);
        repairIndex();
        recover();
        repairSnapshots();
    }

    void expectSound() {
        EXPECT_EQ(findErrors(context(), access_), std::vector<std::string>{});
        EXPECT_EQ(restoreAll(context(), access_), std::vector<std::string>{});
        EXPECT_EQ(countFiles(place_, FileType::Lock), 0U);
    }

    MemoryServices services_;
    storage::MemoryBackend& place_ = services_.at("here");
    RepositoryAccess access_ = accessTo("here", "secret");
    BackupSource source_;
    TemporaryDirectory copies_;
    RecordedCheck found_;
    RecordedRepair told_;
};

enum class Victim : std::uint8_t { DataPack, TreePack, Index, Snapshot };

struct DamageCase {
    Damage damage;
    Victim victim;
};

class RepairOfDamage : public RepairServiceTest, public testing::WithParamInterface<DamageCase> {
  protected:
    [[nodiscard]] FileId victim() {
        switch (GetParam().victim) {
            case Victim::DataPack:
                return packOf(BlobType::Data);
            case Victim::TreePack:
                return packOf(BlobType::Tree);
            case Victim::Index:
                return {FileType::Index, names(FileType::Index).front()};
            case Victim::Snapshot:
                return {FileType::Snapshot, names(FileType::Snapshot).front()};
        }
        return {};
    }
};

TEST_P(RepairOfDamage, IsNamedByTheCheckAndEndsInASoundRepository) {
    const auto before = trees();
    const FileId hit = victim();
    inflict(place_, hit, GetParam().damage);
    const CheckReport report = check();
    EXPECT_GT(report.errorCount, 0U);
    const bool isNameKnown = !(hit.type == FileType::Index && GetParam().damage == Damage::Missing);
    if (isNameKnown) {
        EXPECT_TRUE(found_.hasError({hit.name})) << found_.errors.front();
    }

    repairAsAdvised();
    expectSound();
    const auto after = trees();
    if (hit.type == FileType::Index) {
        EXPECT_EQ(after, before);
    }
    if (hit.type == FileType::Snapshot) {
        // One stayed; the other's folders are in a recovered one.
        EXPECT_EQ(after.size(), 2U);
        EXPECT_EQ(told_.lost.size(), 1U);
    }
    EXPECT_GE(after.size(), 1U);
    // Nothing is left to be done.
    EXPECT_FALSE(repairIndex(true).isAnythingChanged());
    EXPECT_EQ(repairSnapshots().repairedSnapshots, 0U);
    EXPECT_EQ(recover().snapshot, std::nullopt);
}

std::vector<DamageCase> allCases() {
    std::vector<DamageCase> cases;
    for (const Victim victim :
         {Victim::DataPack, Victim::TreePack, Victim::Index, Victim::Snapshot})
        for (const Damage damage : {Damage::FlippedBit, Damage::FlippedAtEnd, Damage::Truncated,
                                    Damage::Emptied, Damage::Missing})
            // A check cannot know of a snapshot that is gone.
            if (victim != Victim::Snapshot || damage != Damage::Missing)
                cases.push_back({damage, victim});
    return cases;
}

std::string nameOfCase(const testing::TestParamInfo<DamageCase>& info) {
    constexpr const char* kVictims[] = {"DataPack", "TreePack", "Index", "Snapshot"};
    return std::string{kVictims[static_cast<std::size_t>(info.param.victim)]} +
           nameOf(info.param.damage);
}

INSTANTIATE_TEST_SUITE_P(All, RepairOfDamage, testing::ValuesIn(allCases()), nameOfCase);

TEST_F(RepairServiceTest, LeavesASoundRepositoryAlone) {
    const auto indexes = names(FileType::Index);
    const auto packs = names(FileType::Pack);
    EXPECT_FALSE(repairIndex().isAnythingChanged());
    EXPECT_FALSE(repairIndex(true).isAnythingChanged());
    EXPECT_EQ(repairSnapshots().repairedSnapshots, 0U);
    EXPECT_EQ(recover().snapshot, std::nullopt);
    EXPECT_EQ(names(FileType::Index), indexes);
    EXPECT_EQ(names(FileType::Pack), packs);
    EXPECT_TRUE(told_.lost.empty());
}

TEST_F(RepairServiceTest, ShowsWhatItWouldDoToTheIndex) {
    inflict(place_, {FileType::Index, names(FileType::Index).front()}, Damage::FlippedBit);
    const auto indexes = names(FileType::Index);
    const IndexRepairSummary summary = repairIndex(false, true);
    EXPECT_EQ(summary.damagedFiles, 1U);
    EXPECT_GT(summary.relistedPacks, 0U);
    EXPECT_EQ(names(FileType::Index), indexes);
}

TEST_F(RepairServiceTest, GivesNoPackUpThatCannotBeReadJustNow) {
    const auto before = trees();
    inflict(place_, {FileType::Index, names(FileType::Index).front()}, Damage::Missing);
    const std::string pack = names(FileType::Pack).front();
    services_.onRead = [&pack](const FileId& id, std::span<std::byte>) {
        if (id.name == pack) throw Error{ErrorKind::Unavailable, "the cable is loose"};
    };
    const IndexRepairSummary summary = repairIndex(true);
    EXPECT_EQ(summary.unreadablePacks, 0U);
    EXPECT_TRUE(summary.damagedPacks.empty());
    ASSERT_EQ(told_.open.size(), 1U);
    EXPECT_NE(told_.open.front().find("just now"), std::string::npos);
    services_.onRead = {};
    repairIndex();
    EXPECT_EQ(trees(), before);
    expectSound();
}

TEST_F(RepairServiceTest, ListsPacksOnceThatSeveralIndexFilesList) {
    const auto session = RepositorySession::openUnlocked(context(), access_, {});
    const FileId first{FileType::Index, names(FileType::Index).front()};
    const auto json = session->repository().loadFile(first, {});
    const std::string_view text{reinterpret_cast<const char*>(json.data()), json.size()};
    (void)session->repository().saveFile(FileType::Index, text, {});
    check();
    EXPECT_EQ(found_.notes.size(), 1U);
    EXPECT_GT(repairIndex().repeatedPacks, 0U);
    check();
    EXPECT_TRUE(found_.notes.empty());
    expectSound();
}

TEST_F(RepairServiceTest, KeepsWhatTheIndexSaysOfATruncatedPack) {
    const FileId pack = packOf(BlobType::Data);
    // Which blobs the first half holds is chance, since several threads fill a pack.
    const std::size_t whole = countBlobsInFirstHalf(pack);
    inflict(place_, pack, Damage::Truncated);
    const IndexRepairSummary summary = repairIndex();
    EXPECT_EQ(summary.damagedPacks, std::vector<std::string>{pack.name});
    EXPECT_FALSE(summary.isAnythingChanged());
    EXPECT_EQ(repairPacks(summary.damagedPacks).savedBlobs, whole);
}

TEST_F(RepairServiceTest, SavesAllOfAPackWithADamagedHeader) {
    const FileId pack = packOf(BlobType::Data);
    inflict(place_, pack, Damage::FlippedAtEnd);
    const auto before = trees();
    const PacksRepairSummary summary = repairPacks({pack.name});
    EXPECT_EQ(summary.lostBlobs, std::vector<std::string>{});
    EXPECT_EQ(summary.removedPacks, 1U);
    EXPECT_EQ(trees(), before);
    expectSound();
}

TEST_F(RepairServiceTest, LeavesACopyOfTheDamagedPack) {
    const FileId pack = packOf(BlobType::Data);
    inflict(place_, pack, Damage::FlippedBit);
    const auto content = place_.tryLoad(pack, {}).value();
    repairPacks({pack.name.substr(0, 16)});
    const std::string copy = readFile(copies_ / ("pack-" + pack.name), 1U << 30U);
    EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span{copy}), content));
}

TEST_F(RepairServiceTest, OverwritesNoFileWithACopy) {
    const FileId pack = packOf(BlobType::Data);
    writeFile(copies_ / ("pack-" + pack.name), "something else");
    EXPECT_EQ(kindThrown([&] { repairPacks({pack.name}); }), ErrorKind::AlreadyExists);
    expectSound();
    EXPECT_EQ(readFile(copies_ / ("pack-" + pack.name), 100), "something else");
}

TEST_F(RepairServiceTest, ShowsWhatItWouldDoToPacks) {
    const FileId pack = packOf(BlobType::Data);
    const auto packs = names(FileType::Pack);
    const auto indexes = names(FileType::Index);
    EXPECT_GT(repairPacks({pack.name}, true).savedBlobs, 0U);
    EXPECT_EQ(names(FileType::Pack), packs);
    EXPECT_EQ(names(FileType::Index), indexes);
    EXPECT_FALSE(exists(copies_ / ("pack-" + pack.name)));
}

TEST_F(RepairServiceTest, RefusesAPackThatNobodyKnows) {
    EXPECT_EQ(kindThrown([&] { repairPacks({std::string(64, '0')}); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { repairPacks({}); }), ErrorKind::InvalidInput);
}

TEST_F(RepairServiceTest, KeepsDamagedSnapshotsUnlessTheyMayBeForgotten) {
    const FileId pack = packOf(BlobType::Data);
    inflict(place_, pack, Damage::Missing);
    repairIndex();
    const auto before = trees();
    const SnapshotsRepairSummary summary = repairSnapshots(false);
    EXPECT_GT(summary.repairedSnapshots, 0U);
    EXPECT_EQ(summary.removedSnapshots, 0U);
    EXPECT_EQ(trees().size(), before.size() + summary.repairedSnapshots);
    // Once more: the successors are there.
    repairSnapshots(false);
    EXPECT_EQ(trees().size(), before.size() + summary.repairedSnapshots);
    // And what damaged snapshots there are may go later.
    EXPECT_EQ(repairSnapshots(true).removedSnapshots, summary.repairedSnapshots);
    EXPECT_EQ(trees().size(), before.size());
    expectSound();
}

TEST_F(RepairServiceTest, MarksTheSuccessorOfADamagedSnapshot) {
    inflict(place_, packOf(BlobType::Data), Damage::Missing);
    repairIndex();
    const auto before = trees();
    repairSnapshots(false);
    for (const auto& group : makeRepositories(context())->snapshots(access_, {}, {}).groups) {
        for (const auto& [id, snapshot] : group.snapshots) {
            const bool isNew = !before.contains(id.hex());
            EXPECT_EQ(snapshot.tags,
                      isNew ? std::vector<std::string>{"repaired"} : std::vector<std::string>{});
            EXPECT_EQ(snapshot.original.has_value(), isNew);
        }
    }
}

TEST_F(RepairServiceTest, RecoversAForgottenSnapshot) {
    const auto before = trees();
    for (const std::string& name : names(FileType::Snapshot))
        (void)place_.remove({FileType::Snapshot, name}, {});
    const RecoverSummary summary = recover();
    EXPECT_EQ(summary.folders.size(), before.size());
    ASSERT_TRUE(summary.snapshot);
    expectSound();
    EXPECT_EQ(recover().snapshot, std::nullopt);
}

TEST_F(RepairServiceTest, MakesNothingOfATreeOfWhichNothingIsLeft) {
    inflict(place_, packOf(BlobType::Tree), Damage::Missing);
    repairIndex();
    repairSnapshots();
    recover();
    expectSound();
}

TEST_F(RepairServiceTest, MakesAConfigAnew) {
    const FileId config{FileType::Config, {}};
    const auto before = trees();
    for (const Damage damage :
         {Damage::FlippedBit, Damage::Truncated, Damage::Emptied, Damage::Missing}) {
        inflict(place_, config, damage);
        const ConfigRepairRequest request{.repository = access_, .copyFolder = copies_.path()};
        ConfigRepairRequest dryRun = request;
        dryRun.isDryRun = true;
        (void)makeRepairs(context())->repairConfig(dryRun, {});
        EXPECT_TRUE(kindThrown([&] { (void)trees(); })) << "nothing is changed in a dry run";
        const std::string id = makeRepairs(context())->repairConfig(request, {});
        EXPECT_EQ(RepositorySession::openUnlocked(context(), access_, {})->repository().config().id,
                  id);
        EXPECT_EQ(exists(copies_ / "config-damaged"), damage != Damage::Missing);
        (void)removeFile(copies_ / "config-damaged");
        EXPECT_EQ(trees(), before);
        expectSound();
    }
    backUp();
    expectSound();
}

TEST_F(RepairServiceTest, LeavesASoundConfigAlone) {
    const auto stored = place_.tryLoad({FileType::Config, {}}, {});
    EXPECT_EQ(kindThrown(
                  [&] { (void)makeRepairs(context())->repairConfig({.repository = access_}, {}); }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] {
                  (void)makeRepairs(context())->repairConfig(
                      {.repository = accessTo("here", "wrong")}, {});
              }),
              ErrorKind::WrongPassword);
    EXPECT_EQ((place_.tryLoad({FileType::Config, {}}, {})), stored);
}

TEST_F(RepairServiceTest, NamesADamagedKey) {
    const std::string id =
        makeKeys(context())->add(access_, {.password = {.environmentValue = "other"}}, {});
    for (const Damage damage : {Damage::FlippedBit, Damage::Truncated, Damage::Emptied}) {
        const FileId key{FileType::Key, id};
        const auto content = place_.tryLoad(key, {}).value();
        inflict(place_, key, damage);
        check(ReadNothing{});
        EXPECT_TRUE(found_.hasError({"key " + id}));
        (void)place_.remove(key, {});
        place_.save(key, content, {});
    }
    makeKeys(context())->remove(access_, id, {});
    expectSound();
}

}  // namespace
}  // namespace tl::services

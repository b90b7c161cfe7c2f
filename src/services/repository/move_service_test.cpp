#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/temporary_directory.h"
#include "services/repository/moves.h"
#include "services/repository/repositories.h"
#include "storage/fault/fault_backend.h"
#include "tests/support/backup_source.h"
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
using Texts = std::vector<std::string>;

constexpr FileType kMoved[] = {FileType::Config, FileType::Key, FileType::Snapshot, FileType::Index,
                               FileType::Pack};

class SilentObserver final : public MoveObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override {
        return std::chrono::milliseconds{0};
    }
    void onStatus(const MoveStatus&) override {}
};

class MoveServiceTest : public testing::Test {
  protected:
    MoveServiceTest() {
        makeRepositories(services_.context())->init({.repository = old_}, {});
        RecordedBackup record;
        (void)makeBackups(services_.context())->run(files_.request(old_), record, {});
    }

    MoveReport move(MoveRequest request = {}) { return moveIn(services_.context(), request); }

    MoveReport moveIn(const ServiceContext& context, MoveRequest request = {}) {
        request.source = old_;
        request.destination = new_;
        SilentObserver observer;
        return makeMoves(context)->move(request, observer, {});
    }

    std::size_t countAll(MemoryBackend& place) {
        std::size_t count = 0;
        for (const FileType type : kMoved)
            count += countFiles(place, type);
        return count;
    }

    FileId anyPack() {
        FileId pack;
        oldPlace_.list(FileType::Pack, [&](const FileId& id, std::uint64_t) { pack = id; }, {});
        return pack;
    }

    void expectSameFiles() {
        for (const FileType type : kMoved) {
            EXPECT_EQ(countFiles(newPlace_, type), countFiles(oldPlace_, type));
            oldPlace_.list(type,
                           [&](const FileId& id, std::uint64_t) {
                               EXPECT_EQ(newPlace_.tryLoad(id, {}), oldPlace_.tryLoad(id, {}))
                                   << id.name;
                           },
                           {});
        }
        EXPECT_EQ(countFiles(newPlace_, FileType::Lock), 0U);
        EXPECT_EQ(countFiles(oldPlace_, FileType::Lock), 0U);
    }

    MemoryServices services_;
    BackupSource files_;
    const RepositoryAccess old_ = accessTo("old", "secret");
    const RepositoryAccess new_ = accessTo("new", "");
    MemoryBackend& oldPlace_ = services_.at("old");
    MemoryBackend& newPlace_ = services_.at("new");
};

TEST_F(MoveServiceTest, BringsEveryFileAndKeepsTheOldPlace) {
    const MoveReport report = move();
    expectSameFiles();
    EXPECT_EQ(report.copiedFiles + 1, countAll(oldPlace_)) << "all but the config are counted";
    EXPECT_EQ(report.final.filesDone, report.final.filesTotal);
    EXPECT_EQ(report.final.bytesDone, report.copiedBytes);
    const auto moved = accessTo("new", "secret");
    EXPECT_EQ(findErrors(services_.context(), moved), Texts{});
    EXPECT_EQ(restoreAll(services_.context(), moved), Texts{});
}

TEST_F(MoveServiceTest, ADryRunOnlyCounts) {
    const std::size_t before = countAll(oldPlace_);
    const MoveReport report = move({.oldPlace = OldPlace::Delete, .isDryRun = true});
    EXPECT_EQ(report.copiedFiles + 1, before);
    EXPECT_EQ(report.deletedFiles, before);
    EXPECT_EQ(countAll(oldPlace_), before);
    EXPECT_EQ(countAll(newPlace_), 0U);
}

TEST_F(MoveServiceTest, DeletesTheOldPlaceOnRequestOnly) {
    const std::size_t count = countAll(oldPlace_);
    const MoveReport report = move({.oldPlace = OldPlace::Delete});
    EXPECT_EQ(report.deletedFiles, count);
    EXPECT_EQ(countAll(oldPlace_), 0U);
    EXPECT_EQ(countFiles(oldPlace_, FileType::Lock), 0U);
    EXPECT_EQ(restoreAll(services_.context(), accessTo("new", "secret")), Texts{});
}

TEST_F(MoveServiceTest, GoesOnWhereverItWasInterrupted) {
    for (std::uint64_t call = 1;; ++call) {
        FaultBackend failing{
            newPlace_, {{.call = call, .kind = FaultKind::TearAndFail, .calls = Fault::kForever}}};
        const auto context = services_.contextOver("new", failing);
        const auto kind = kindThrown([&] { (void)moveIn(context, {.oldPlace = OldPlace::Keep}); });
        if (!kind) break;
        ASSERT_EQ(kind, ErrorKind::Unavailable) << call;
        if (newPlace_.trySize({FileType::Config, {}}, {})) {
            ASSERT_EQ(countAll(newPlace_), countAll(oldPlace_)) << "the config comes last";
            (void)newPlace_.remove({FileType::Config, {}}, {});
        }
    }
    expectSameFiles();
    const MoveReport again = move();
    EXPECT_EQ(again.copiedFiles, 0U);
    EXPECT_EQ(again.presentFiles + 1, countAll(oldPlace_));
}

/// How often files are read at the new place, in a run that goes on with one that was interrupted.
class MoveServiceResumptionTest : public MoveServiceTest {
  protected:
    MoveServiceResumptionTest() { interruptAtTheConfig(); }

    /// All is at the new place, and verified, but the config.
    void interruptAtTheConfig() {
        FaultBackend failing{newPlace_,
                             {{.call = countAll(oldPlace_),
                               .operation = Operation::Save,
                               .kind = FaultKind::FailBefore,
                               .calls = Fault::kForever}}};
        auto context = services_.contextOver("new", failing);
        context.stateFolder = state_.path();
        EXPECT_EQ(kindThrown([&] { (void)moveIn(context); }), ErrorKind::Unavailable);
        EXPECT_EQ(countAll(newPlace_) + 1, countAll(oldPlace_));
    }

    /// The loads of whole files by a run that succeeds.
    std::uint64_t loadsOfAnotherRun(const RepositoryAccess& destination) {
        FaultBackend counting{newPlace_, {}};
        auto context = services_.contextOver(destination.location, counting);
        context.stateFolder = state_.path();
        MoveRequest request{.source = old_, .destination = destination};
        SilentObserver observer;
        const MoveReport report = makeMoves(context)->move(request, observer, {});
        EXPECT_EQ(report.copiedFiles, 0U);
        EXPECT_EQ(report.presentFiles + 1, countAll(oldPlace_));
        return counting.callCount(Operation::Load);
    }

    static constexpr std::uint64_t kLoadsOfConfig = 2;  ///< Is it there already, and is it right?
    const TemporaryDirectory state_;
};

TEST_F(MoveServiceResumptionTest, ReadsNothingAgain) {
    EXPECT_EQ(loadsOfAnotherRun(new_), kLoadsOfConfig);
    expectSameFiles();
    (void)newPlace_.remove({FileType::Config, {}}, {});
    EXPECT_GT(loadsOfAnotherRun(new_), kLoadsOfConfig) << "a move that is over is forgotten";
}

TEST_F(MoveServiceResumptionTest, ReadsWhatWasReadLongAgo) {
    services_.clock().advance(std::chrono::days{8});
    EXPECT_EQ(loadsOfAnotherRun(new_), kLoadsOfConfig + countAll(oldPlace_) - 1);
}

TEST_F(MoveServiceResumptionTest, KnowsNothingOfAnotherPlace) {
    EXPECT_EQ(loadsOfAnotherRun(accessTo("elsewhere", "")),
              kLoadsOfConfig + countAll(oldPlace_) - 1);
}

TEST_F(MoveServiceResumptionTest, BringsAgainWhatHasGone) {
    const FileId pack = anyPack();
    EXPECT_TRUE(newPlace_.remove(pack, {}));
    auto context = services_.context();
    context.stateFolder = state_.path();
    EXPECT_EQ(moveIn(context).copiedFiles, 1U);
    expectSameFiles();
}

TEST_F(MoveServiceTest, ReplacesWhatIsWrongAtTheNewPlace) {
    const FileId pack = anyPack();
    const auto content = oldPlace_.tryLoad(pack, {}).value();
    newPlace_.save(pack, std::vector<std::byte>(content.size()), {});  // As long, other bytes.
    EXPECT_EQ(move().presentFiles, 0U);
    expectSameFiles();
}

TEST_F(MoveServiceTest, DoesNotTrustAPlaceThatGivesBackOtherBytes) {
    FaultBackend lying{newPlace_,
                       {{.operation = Operation::Save, .kind = FaultKind::TearSilently}}};
    const auto context = services_.contextOver("new", lying);
    EXPECT_EQ(kindThrown([&] { (void)moveIn(context, {.oldPlace = OldPlace::Delete}); }),
              ErrorKind::Corrupted);
    EXPECT_FALSE(newPlace_.trySize({FileType::Config, {}}, {}));
    EXPECT_EQ(restoreAll(services_.context(), old_), Texts{}) << "the old place is untouched";
}

TEST_F(MoveServiceTest, NoticesALostFileAlsoWithoutReadingBack) {
    FaultBackend forgetful{newPlace_, {{.operation = Operation::Save, .kind = FaultKind::Forget}}};
    const auto context = services_.contextOver("new", forgetful);
    EXPECT_EQ(kindThrown([&] {
                  (void)moveIn(context, {.readBack = ReadBack::No, .oldPlace = OldPlace::Delete});
              }),
              ErrorKind::Unavailable);
    EXPECT_EQ(restoreAll(services_.context(), old_), Texts{});
}

TEST_F(MoveServiceTest, StopsAtDamageOfTheSource) {
    const FileId pack = anyPack();
    auto content = oldPlace_.tryLoad(pack, {}).value();
    content.front() ^= std::byte{1};
    (void)oldPlace_.remove(pack, {});
    oldPlace_.save(pack, content, {});
    EXPECT_EQ(kindThrown([&] { (void)move({.oldPlace = OldPlace::Delete}); }),
              ErrorKind::Corrupted);
    EXPECT_TRUE(oldPlace_.trySize(pack, {}));
}

TEST_F(MoveServiceTest, RefusesAPlaceThatIsTaken) {
    makeRepositories(services_.context())->init({.repository = accessTo("new", "other")}, {});
    const std::size_t count = countAll(newPlace_);
    EXPECT_EQ(kindThrown([&] { (void)move(); }), ErrorKind::AlreadyExists);
    (void)newPlace_.remove({FileType::Config, {}}, {});
    EXPECT_EQ(kindThrown([&] { (void)move(); }), ErrorKind::InvalidInput);
    EXPECT_EQ(countAll(newPlace_), count - 1);
}

TEST_F(MoveServiceTest, RefusesTheSamePlace) {
    SilentObserver observer;
    EXPECT_EQ(kindThrown([&] {
                  (void)makeMoves(services_.context())
                      ->move({.source = old_, .destination = old_}, observer, {});
              }),
              ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::services

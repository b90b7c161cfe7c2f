#include <set>
#include <stop_token>

#include <gtest/gtest.h>

#include "infra/engine/prune/recorded_prune.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/repository/prunes.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/backup_source.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::FileId;
using storage::FileType;
using Problems = std::vector<std::string>;

constexpr auto kLocation = "here";

class PruneServiceTest : public testing::Test {
  protected:
    PruneServiceTest() {
        makeRepositories(services_.context())->init({.repository = access_}, {});
        first_ = backUp();
        source_.grow();
        second_ = backUp();
        source_.shrink();
        third_ = backUp();
        request_.repository = access_;
        request_.repository.packSizeMiB = 4;
        request_.options.maxUnused = engine::UnusedBytes{0};
    }

    std::string backUp() {
        RecordedBackup record;
        return makeBackups(services_.context())
            ->run(source_.request(access_), record, {})
            .snapshot->hex();
    }
    void forget(const std::string& snapshot) {
        services_.at(kLocation).remove({FileType::Snapshot, snapshot}, {});
    }
    PruneReport prune(const std::stop_token& stop = {}) {
        return makePrunes(services_.context())->prune(request_, record_, stop);
    }
    /// All files but locks.
    std::set<FileId> files() {
        std::set<FileId> found;
        for (const FileType type : {FileType::Snapshot, FileType::Index, FileType::Pack})
            services_.at(kLocation).list(
                type, [&found](const FileId& id, std::uint64_t) { found.insert(id); }, {});
        return found;
    }
    void expectSound() {
        EXPECT_EQ(findErrors(services_.context(), access_), Problems{});
        EXPECT_EQ(restoreAll(services_.context(), access_), Problems{});
    }

    MemoryServices services_;
    RepositoryAccess access_ = accessTo(kLocation, "password");
    BackupSource source_;
    std::string first_, second_, third_;
    PruneRequest request_;
    engine::RecordedPrune record_;
};

TEST_F(PruneServiceTest, RemovesWhatAForgottenSnapshotNeeded) {
    forget(second_);
    const PruneReport report = prune();
    EXPECT_GT(report.figures.bytes.removedTotal(), 1'000'000U);
    EXPECT_EQ(report.figures.bytes.remainingUnused(), 0U);
    EXPECT_EQ(record_.plans, std::vector{report.figures});
    EXPECT_EQ(countFiles(services_.at(kLocation), FileType::Lock), 0U);
    expectSound();
}

TEST_F(PruneServiceTest, ADryRunChangesNothing) {
    forget(second_);
    const auto before = files();
    request_.isDryRun = true;
    const PruneReport report = prune();
    EXPECT_TRUE(report.isDryRun);
    EXPECT_GT(report.figures.bytes.removedTotal(), 0U);
    EXPECT_EQ(files(), before);
}

TEST_F(PruneServiceTest, ADryRunShowsWhatAbsentSnapshotsWouldFree) {
    request_.isDryRun = true;
    request_.absentSnapshots = {engine::SnapshotId::parse(second_).value()};
    const PruneFigures expected = prune().figures;
    request_ = {.repository = request_.repository, .options = request_.options};
    forget(second_);
    EXPECT_EQ(prune().figures, expected);
}

TEST_F(PruneServiceTest, GoesWithoutALockOnlyOnADryRun) {
    request_.repository.locking = Locking::Skip;
    EXPECT_EQ(kindThrown([this] { prune(); }), ErrorKind::InvalidInput);
    request_.isDryRun = true;
    EXPECT_NO_THROW(prune());
}

TEST_F(PruneServiceTest, WaitsForNobody) {
    const auto other = RepositorySession::openForWriting(services_.context(), access_,
                                                         engine::LockMode::Shared, {});
    EXPECT_EQ(kindThrown([this] { prune(); }), ErrorKind::Locked);
}

TEST_F(PruneServiceTest, StopsForASnapshotThatCannotBeRead) {
    auto& backend = services_.at(kLocation);
    const FileId id{FileType::Snapshot, third_};
    auto bytes = backend.tryLoad(id, {}).value();
    bytes.back() ^= std::byte{1};
    backend.remove(id, {});
    backend.save(id, bytes, {});
    const auto before = files();
    EXPECT_EQ(kindThrown([this] { prune(); }), ErrorKind::Corrupted);
    EXPECT_EQ(files(), before);
}

TEST_F(PruneServiceTest, RefusesWishesThatContradictEachOther) {
    request_.options.repackUncompressed = true;
    request_.repository.compression = engine::CompressionMode::Off;
    EXPECT_EQ(kindThrown([this] { prune(); }), ErrorKind::InvalidInput);
}

TEST_F(PruneServiceTest, DeletesFirstOnlyForTheRepositoryThatIsMeant) {
    forget(second_);
    const auto before = files();
    request_.recoverWithoutSpaceId = std::string(64, '1');
    EXPECT_EQ(kindThrown([this] { prune(); }), ErrorKind::InvalidInput);
    EXPECT_EQ(files(), before);

    request_.recoverWithoutSpaceId =
        RepositorySession::openUnlocked(services_.context(), access_, {})->repository().config().id;
    const PruneReport report = prune();
    EXPECT_EQ(report.figures.packs.repack, 0U);
    EXPECT_GT(report.figures.packs.removed, 0U);
    expectSound();
}

TEST_F(PruneServiceTest, IsSoundWhereverItIsStopped) {
    forget(second_);
    for (std::size_t stopAt = 1; !HasFailure(); stopAt += 1 + stopAt / 4) {
        SCOPED_TRACE("stop at read " + std::to_string(stopAt));
        std::stop_source stop;
        std::atomic<std::size_t> reads = 0;
        services_.onRead = [&](const FileId&, std::span<std::byte>) {
            if (++reads == stopAt) stop.request_stop();
        };
        bool isDone = true;
        try {
            prune(stop.get_token());
        } catch (const Cancelled&) {
            isDone = false;
        }
        services_.onRead = {};
        EXPECT_EQ(countFiles(services_.at(kLocation), FileType::Lock), 0U);
        expectSound();
        if (isDone) break;
    }
    EXPECT_EQ(prune().figures.bytes.remainingUnused(), 0U);
}

}  // namespace
}  // namespace tl::services

#include <atomic>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "services/backup/backups.h"
#include "services/repository/repositories.h"
#include "tests/support/backup_source.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"

namespace tl::services {

namespace {

using storage::FileType;

/// A repository with a snapshot, and a folder that has more by now.
class StoredVerification : public testing::Test {
  protected:
    StoredVerification() {
        makeRepositories(services_.context())->init({.repository = access_}, {});
        (void)backUp(std::nullopt);
        source_.grow();
    }

    BackupReport backUp(std::optional<BackupVerification> wanted) {
        BackupRequest request = source_.request(access_);
        request.verification = wanted;
        return makeBackups(services_.context())->run(request, observer_, {});
    }

    BackupSource source_;
    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "password");
    RecordedBackup observer_;
};

TEST_F(StoredVerification, ReadsBackWhatTheBackupStored) {
    const std::size_t before = countFiles(services_.at("here"), FileType::Pack);
    const BackupReport report = backUp(BackupVerification{});
    ASSERT_TRUE(report.verification);
    EXPECT_TRUE(report.verification->isSound()) << report.verification->problem;
    EXPECT_FALSE(report.isUnsound());
    const std::size_t stored = countFiles(services_.at("here"), FileType::Pack) - before;
    EXPECT_GT(stored, 1U);
    EXPECT_EQ(report.verification->packsRead, stored);
    EXPECT_TRUE(observer_.findings.empty());
    EXPECT_EQ(countFiles(services_.at("here"), FileType::Lock), 0U);
}

TEST_F(StoredVerification, ReadsAShareOrNothing) {
    EXPECT_EQ(backUp(BackupVerification{.readPercent = 0}).verification->packsRead, 0U);
    source_.growALittle();
    EXPECT_EQ(backUp(BackupVerification{.readPercent = 1}).verification->packsRead, 1U);
    EXPECT_FALSE(backUp(std::nullopt).verification);
}

TEST_F(StoredVerification, FindsWhatTheStorageDoesNotGiveBack) {
    std::atomic<bool> isPackRead = false;  // Several threads read.
    services_.onRead = [&](const storage::FileId& id, std::span<std::byte> bytes) {
        // Not before the backup is done.
        if (id.type != FileType::Pack || bytes.empty() ||
            countFiles(services_.at("here"), FileType::Snapshot) < 2)
            return;
        isPackRead = true;
        bytes.back() ^= std::byte{1};
    };
    const BackupReport report = backUp(BackupVerification{});
    EXPECT_TRUE(isPackRead);
    ASSERT_TRUE(report.verification && report.snapshot) << "the snapshot is there all the same";
    EXPECT_TRUE(report.isUnsound());
    EXPECT_GT(report.verification->errorCount, 0U);
    EXPECT_FALSE(report.verification->brokenPacks.empty());
    EXPECT_FALSE(observer_.findings.empty());
}

TEST_F(StoredVerification, TellsWhatKeepsItFromItsEnd) {
    const auto context = services_.context();
    int opened = 0;
    ServiceContext failing{.openBackend =
                               [&](const RepositoryAccess& access) {
                                   if (++opened > 1)
                                       throw Error{ErrorKind::Unavailable, "the line is down"};
                                   return services_.context().openBackend(access);
                               },
                           .clock = services_.clock(),
                           .random = context.random,
                           .zone = TimeZone::utc()};
    BackupRequest request = source_.request(access_);
    request.verification = BackupVerification{};
    const BackupReport report = makeBackups(failing)->run(request, observer_, {});
    EXPECT_TRUE(report.snapshot);
    EXPECT_TRUE(report.isUnsound());
    EXPECT_EQ(report.verification->problem, "the line is down");
    EXPECT_EQ(report.verification->errorCount, 0U);
}

}  // namespace

}  // namespace tl::services

// Changes of a repository's format, disturbed at every call: it keeps the old one or has the new.

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/engine/prune/recorded_prune.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/repository/migrations.h"
#include "services/repository/prunes.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/backup_source.h"
#include "tests/support/damage.h"
#include "tests/support/fault_cases.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_check.h"
#include "tests/support/repository_facts.h"
#include "tests/support/sound_repository.h"

namespace tl::services {
namespace {

using storage::Fault;
using storage::FaultBackend;
using storage::FileId;
using storage::FileType;
using Problems = std::vector<std::string>;

constexpr auto kLocation = "here";
constexpr auto kUpgrade = "upgrade_repo_v2";
const FileId kConfig{FileType::Config, {}};

/// A repository of format 1 with a snapshot.
class MigrationTest : public testing::Test {
  protected:
    MigrationTest() {
        makeRepositories(base_.context())->init({.repository = access_, .version = 1}, {});
        RecordedBackup record;
        (void)makeBackups(base_.context())->run(source_.request(access_), record, {});
    }

    MigrationReport migrate(const ServiceContext& context, MigrationRequest request = {}) {
        request.repository = access_;
        if (request.name.empty()) request.name = kUpgrade;
        request.copyFolder = copies_.path();
        return makeMigrations(context)->apply(request, found_, {});
    }

    [[nodiscard]] engine::Config configOf(const ServiceContext& context) const {
        return RepositorySession::openUnlocked(context, access_, {})->repository().config();
    }

    void expectSound(const ServiceContext& context) const {
        EXPECT_EQ(findErrors(context, access_), Problems{});
        EXPECT_EQ(restoreAll(context, access_), Problems{});
    }

    BackupSource source_;
    TemporaryDirectory copies_;
    MemoryServices base_;
    RepositoryAccess access_ = accessTo(kLocation, "password");
    [[nodiscard]] std::vector<std::string> copies() const {
        std::vector<std::string> names;
        for (const DirectoryEntry& entry : Directory::open(copies_.path(), Follow::No).entries())
            names.push_back(entry.name);
        return names;
    }

    engine::RecordedCheck found_;
};

TEST_F(MigrationTest, MakesFormat2OfFormat1) {
    const auto before = configOf(base_.context());
    auto list = makeMigrations(base_.context())->list(access_, {});
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list.front().name, kUpgrade);
    EXPECT_EQ(list.front().objection, "");

    EXPECT_EQ(migrate(base_.context()).outcome, MigrationOutcome::Applied);
    auto expected = before;
    expected.version = 2;
    EXPECT_EQ(configOf(base_.context()), expected);
    expectSound(base_.context());
    EXPECT_TRUE(copies().empty()) << "the copy is of no more use";
    list = makeMigrations(base_.context())->list(access_, {});
    EXPECT_EQ(list.front().objection, "repository is already upgraded to version 2");
}

TEST_F(MigrationTest, LetsPruneCompress) {
    migrate(base_.context());
    PruneRequest request{.repository = access_, .options = {.repackUncompressed = true}};
    engine::RecordedPrune record;
    (void)makePrunes(base_.context())->prune(request, record, {});
    const auto session = RepositorySession::openUnlocked(base_.context(), access_, {});
    engine::loadIndex(session->repository(), {}).forEach([](const engine::StoredBlob& stored) {
        EXPECT_TRUE(stored.blob.isCompressed());
    });
    expectSound(base_.context());
}

TEST_F(MigrationTest, IsDoneAgainOnlyOnRequest) {
    migrate(base_.context());
    const auto stored = base_.at(kLocation).tryLoad(kConfig, {});
    const MigrationReport report = migrate(base_.context());
    EXPECT_EQ(report.outcome, MigrationOutcome::NotNeeded);
    EXPECT_NE(report.objection, "");
    EXPECT_EQ(base_.at(kLocation).tryLoad(kConfig, {}), stored);
    const auto config = configOf(base_.context());
    EXPECT_EQ(migrate(base_.context(), {.isForced = true}).outcome, MigrationOutcome::Applied);
    EXPECT_EQ(configOf(base_.context()), config);
}

TEST_F(MigrationTest, ChangesNothingInADryRun) {
    EXPECT_EQ(migrate(base_.context(), {.isDryRun = true}).outcome, MigrationOutcome::Applied);
    EXPECT_EQ(configOf(base_.context()).version, 1U);
    EXPECT_TRUE(copies().empty());
}

TEST_F(MigrationTest, LeavesADamagedRepositoryAlone) {
    inflict(base_.at(kLocation), packOf(base_.context(), access_, engine::BlobType::Data),
            storage::Damage::Missing);
    EXPECT_EQ(migrate(base_.context()).outcome, MigrationOutcome::NotAllowed);
    EXPECT_FALSE(found_.errors.empty());
    EXPECT_EQ(configOf(base_.context()).version, 1U);
}

TEST_F(MigrationTest, RefusesANameThatNobodyKnows) {
    EXPECT_EQ(kindThrown([this] { migrate(base_.context(), {.name = "s3_layout"}); }),
              ErrorKind::InvalidInput);
}

class MigrationFault : public MigrationTest, public testing::WithParamInterface<FaultCase> {
  protected:
    [[nodiscard]] static Fault fault() { return GetParam().fault; }

    /// Puts the copy back if there is no config, as the error says.
    void putCopyBack(storage::Backend& backend) {
        if (backend.trySize(kConfig, {})) return;
        EXPECT_EQ(fault().calls, Fault::kForever) << "a single fault must not cost the config";
        const auto names = copies();
        ASSERT_EQ(names.size(), 1U);
        const std::string content = readFile(copies_ / names.front(), 1000);
        backend.save(kConfig, std::as_bytes(std::span{content}), {});
    }

    /// False when all was over before the fault came.
    bool failAt(std::uint64_t call, storage::Replacing replacing) {
        SCOPED_TRACE("fault at call " + std::to_string(call));
        MemoryServices services;
        storage::MemoryBackend backend{replacing};
        copyFiles(base_.at(kLocation), backend);
        Fault planned = fault();
        planned.call = call;
        FaultBackend faulty{backend, {planned}};
        try {
            migrate(services.contextOver(faulty));
        } catch (const Error&) {
            // What it leaves is looked at, whatever it told.
        }
        if (replacing == storage::Replacing::Yes)
            EXPECT_TRUE(backend.trySize(kConfig, {}));
        else
            putCopyBack(backend);
        for (const std::string& copy : copies())
            removeFile(copies_ / copy);
        const ServiceContext sound = services.contextOver(backend);
        expectSound(sound);
        migrate(sound);
        EXPECT_EQ(configOf(sound).version, 2U);
        expectSound(sound);
        return hasCome(planned, faulty);
    }
};

TEST_P(MigrationFault, LosesNothingAtAnyCall) {
    std::uint64_t call = 1;
    while (failAt(call, storage::Replacing::No) && !HasFailure())
        ++call;
    EXPECT_GT(call, 1U);
}

TEST_P(MigrationFault, IsNeverWithoutAConfigWhereOneCanBeReplaced) {
    std::uint64_t call = 1;
    while (failAt(call, storage::Replacing::Yes) && !HasFailure())
        ++call;
    EXPECT_GT(call, 1U);
}

INSTANTIATE_TEST_SUITE_P(All, MigrationFault, allFaultCases(), nameOfCase);

}  // namespace
}  // namespace tl::services

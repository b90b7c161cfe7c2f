#include <atomic>

#include <gtest/gtest.h>

#include "infra/engine/crypto/box.h"
#include "infra/engine/format/config.h"
#include "infra/engine/repository/key_store.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "services/repository/checks.h"
#include "services/repository/session.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_check.h"
#include "tests/support/repository_builder.h"

namespace tl::services {
namespace {

using engine::BlobHandle;
using engine::BlobId;
using engine::BlobType;
using engine::PackId;
using engine::RecordedCheck;
using engine::RepositoryBuilder;
using storage::FileId;
using storage::FileType;

/// A repository with two snapshots: `/only` and `/shared` in the first, `/shared` in the second.
class CheckServiceTest : public testing::Test {
  protected:
    CheckServiceTest() {
        only_ = builder_.addData("only in the first");
        shared_ = builder_.addData("in both");
        firstRoot_ = builder_.addTree(
            {engine::fileNode("only", {only_}, 17), engine::fileNode("shared", {shared_}, 7)});
        secondRoot_ = builder_.addTree({engine::fileNode("shared", {shared_}, 7)});
        first_ = builder_.addSnapshot(firstRoot_);
        second_ = builder_.addSnapshot(secondRoot_);
        publish();
    }

    /// Copies what was built to where the services find it, with a key and a config.
    void publish() {
        for (const FileType type : {FileType::Pack, FileType::Index, FileType::Snapshot}) {
            for (const std::string& name : engine::listNames(builder_.backend(), type, {})) {
                const FileId id{type, name};
                place_.save(id, builder_.backend().tryLoad(id, {}).value(), {});
            }
        }
        const engine::Repository& repository = builder_.repository();
        engine::addKey(place_, repository.random(), repository.masterKey(),
                       Secret::fromText("secret"),
                       {.userName = "", .hostName = "", .created = {}, .cost = {2, 1, 1}}, {});
        engine::BoxCipher cipher{repository.masterKey(), repository.random()};
        const std::string config = engine::writeConfig({.version = 2,
                                                        .id = std::string(64, 'c'),
                                                        .chunkerPolynomial = 0x3DA3358B4DC173,
                                                        .unknownMembers = ""});
        place_.save({FileType::Config, ""}, cipher.seal(std::as_bytes(std::span{config})), {});
    }

    CheckReport check(CheckRequest request = {}) {
        request.repository = access_;
        return makeChecks(services_.context())->check(request, found_, {});
    }
    [[nodiscard]] PackId packOf(BlobType type, const BlobId& id) const {
        return builder_.index().find(BlobHandle{type, id})->pack;
    }
    void flipBit(const FileId& id, std::size_t at = 20) {
        auto content = place_.tryLoad(id, {}).value();
        content[at] ^= std::byte{1};
        replace(id, content);
    }
    void truncate(const FileId& id) {
        auto content = place_.tryLoad(id, {}).value();
        content.resize(content.size() - 1);
        replace(id, content);
    }
    void replace(const FileId& id, const std::vector<std::byte>& content) {
        place_.remove(id, {});
        place_.save(id, content, {});
    }
    [[nodiscard]] std::string anyName(FileType type) {
        return engine::listNames(place_, type, {}).front();
    }
    [[nodiscard]] static std::string place(const engine::SnapshotId& snapshot,
                                           const std::string& path) {
        return "snapshot " + snapshot.shortHex() + ", " + path + ": ";
    }

    RepositoryBuilder builder_;
    MemoryServices services_;
    storage::MemoryBackend& place_ = services_.at("here");
    RepositoryAccess access_ = accessTo("here", "secret");
    BlobId only_, shared_, firstRoot_, secondRoot_;
    engine::SnapshotId first_, second_;
    RecordedCheck found_;
};

TEST_F(CheckServiceTest, FindsNothingInASoundRepository) {
    const CheckReport report = check({.reading = {.readData = ReadAll{}}});
    EXPECT_EQ(report.errorCount, 0U);
    EXPECT_TRUE(found_.errors.empty()) << found_.errors[0];
    EXPECT_TRUE(found_.notes.empty()) << found_.notes[0];
    EXPECT_TRUE(report.brokenPacks.empty());
    EXPECT_FALSE(report.isIndexRepairSuggested);
    EXPECT_FALSE(report.isPruneSuggested);
    EXPECT_EQ(found_.phases,
              (std::vector<std::string>{"index", "packs", "snapshots, trees and blobs", "data"}));
}

TEST_F(CheckServiceTest, NeedsThePlaceForItself) {
    const auto other =
        RepositorySession::open(services_.context(), access_, engine::LockMode::Shared, {});
    try {
        check();
        ADD_FAILURE() << "checked";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Locked);
    }
    access_.locking = Locking::Skip;
    EXPECT_EQ(check().errorCount, 0U);
}

TEST_F(CheckServiceTest, NamesThePackAndTheFileThatABitFlipHit) {
    const PackId pack = packOf(BlobType::Data, only_);
    flipBit({FileType::Pack, pack.hex()});
    EXPECT_EQ(check().errorCount, 0U);  // Without reading the data nobody can know.
    const CheckReport report = check({.reading = {.readData = ReadAll{}}});
    EXPECT_EQ(report.brokenPacks, std::vector{pack.hex()});
    EXPECT_TRUE(found_.hasError({pack.hex(), only_.hex()}));
    EXPECT_TRUE(found_.hasError({place(first_, "/only"), "1 of the 1 blobs"}));
    EXPECT_EQ(report.errorCount, found_.errors.size());
}

TEST_F(CheckServiceTest, NamesTheFileOfATruncatedPackWithoutBeingAskedToReadData) {
    const PackId pack = packOf(BlobType::Data, only_);
    truncate({FileType::Pack, pack.hex()});
    const CheckReport report = check();
    EXPECT_EQ(report.brokenPacks, std::vector{pack.hex()});
    EXPECT_TRUE(report.isIndexRepairSuggested);
    EXPECT_TRUE(found_.hasError({pack.hex(), "bytes and should have"}));
    EXPECT_FALSE(found_.hasError({"/only"})) << "the blob itself is whole";
}

TEST_F(CheckServiceTest, NamesAMissingPackAndItsFile) {
    const PackId pack = packOf(BlobType::Data, only_);
    place_.remove({FileType::Pack, pack.hex()}, {});
    check();
    EXPECT_TRUE(found_.hasError({pack.hex(), "missing"}));
    EXPECT_TRUE(found_.hasError({place(first_, "/only")}));
}

TEST_F(CheckServiceTest, NamesADamagedTree) {
    flipBit({FileType::Pack, packOf(BlobType::Tree, secondRoot_).hex()});
    check();
    EXPECT_TRUE(found_.hasError({place(second_, "/"), secondRoot_.hex()}));
}

TEST_F(CheckServiceTest, NamesAMissingTree) {
    place_.remove({FileType::Pack, packOf(BlobType::Tree, secondRoot_).hex()}, {});
    check();
    EXPECT_TRUE(found_.hasError({place(second_, "/"), secondRoot_.hex()}));
}

TEST_F(CheckServiceTest, NamesADamagedIndexAndStopsThere) {
    const std::string name = anyName(FileType::Index);
    flipBit({FileType::Index, name});
    const CheckReport report = check({.reading = {.readData = ReadAll{}}});
    EXPECT_EQ(report.errorCount, 1U);
    EXPECT_TRUE(found_.hasError({"index " + name}));
    EXPECT_TRUE(report.isIndexRepairSuggested);
    EXPECT_EQ(found_.notes.size(), 1U);
}

TEST_F(CheckServiceTest, NamesAnIndexThatIsCutShort) {
    const std::string name = anyName(FileType::Index);
    replace({FileType::Index, name}, {});
    check();
    EXPECT_TRUE(found_.hasError({"index " + name}));
}

TEST_F(CheckServiceTest, FindsWhatAMissingIndexListed) {
    for (const std::string& name : engine::listNames(place_, FileType::Index, {}))
        place_.remove({FileType::Index, name}, {});
    const CheckReport report = check();
    EXPECT_TRUE(found_.hasError({place(first_, "/"), firstRoot_.hex()}));
    EXPECT_EQ(found_.notes.size(), 4U) << "each pack is noted";
    EXPECT_TRUE(report.isIndexRepairSuggested);
    EXPECT_FALSE(report.isPruneSuggested) << "it would remove what the lost index listed";
}

TEST_F(CheckServiceTest, NamesADamagedSnapshotAndChecksTheOthers) {
    flipBit({FileType::Snapshot, first_.hex()});
    place_.remove({FileType::Pack, packOf(BlobType::Tree, secondRoot_).hex()}, {});
    check();
    EXPECT_TRUE(found_.hasError({"snapshot " + first_.hex()}));
    EXPECT_TRUE(found_.hasError({place(second_, "/")}));
}

TEST_F(CheckServiceTest, NamesADamagedKeyThatIsNotInUse) {
    const std::string name(64, 'f');
    replace({FileType::Key, name}, std::vector<std::byte>(30));
    EXPECT_EQ(check().errorCount, 1U);
    EXPECT_TRUE(found_.hasError({"key " + name}));
}

TEST_F(CheckServiceTest, CannotGoOnWithADamagedConfig) {
    flipBit({FileType::Config, ""});
    try {
        check();
        ADD_FAILURE() << "checked";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Corrupted);
        EXPECT_NE(error.describe().find("config"), std::string::npos);
    }
}

TEST_F(CheckServiceTest, NotesAPackThatNoIndexLists) {
    const std::string name(64, 'e');
    replace({FileType::Pack, name}, std::vector<std::byte>(100));
    const CheckReport report = check({.reading = {.readData = ReadAll{}}});
    EXPECT_EQ(report.errorCount, 0U);
    EXPECT_TRUE(report.isPruneSuggested);
    EXPECT_EQ(found_.notes.size(), 1U);
}

TEST_F(CheckServiceTest, LooksTwiceBeforeItCallsSomethingDamaged) {
    std::atomic<int> reads = 0;
    for (const FileType type : {FileType::Pack, FileType::Index, FileType::Snapshot}) {
        reads = 0;
        services_.onRead = [&](const FileId& id, std::span<std::byte> bytes) {
            if (id.type == type && reads++ == 0) bytes[bytes.size() / 2] ^= std::byte{1};
        };
        EXPECT_EQ(check({.reading = {.readData = ReadAll{}}}).errorCount, 0U) << folderOf(type);
        EXPECT_GT(reads, 1);
    }
}

TEST_F(CheckServiceTest, GoesOnBehindAPackThatCannotBeRead) {
    const PackId pack = packOf(BlobType::Data, only_);
    services_.onRead = [&](const FileId& id, std::span<std::byte>) {
        if (id.name == pack.hex()) throw Error{ErrorKind::Unavailable, "bad sector"};
    };
    flipBit({FileType::Pack, packOf(BlobType::Data, shared_).hex()});
    const CheckReport report = check({.reading = {.readData = ReadAll{}}});
    EXPECT_EQ(report.brokenPacks.size(), 2U);
    EXPECT_TRUE(found_.hasError({pack.hex(), "bad sector"}));
    EXPECT_TRUE(found_.hasError({place(first_, "/only")}));
    EXPECT_TRUE(found_.hasError({"/shared"}));
}

TEST_F(CheckServiceTest, ChecksOnlyWhatTheNamedSnapshotNeeds) {
    flipBit({FileType::Pack, packOf(BlobType::Data, only_).hex()});
    EXPECT_EQ(check({.reading = {.readData = ReadAll{}}, .ids = {second_.hex()}}).errorCount, 0U);
    EXPECT_NE(check({.reading = {.readData = ReadAll{}}, .ids = {first_.hex()}}).errorCount, 0U);
}

TEST_F(CheckServiceTest, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(
        makeChecks(services_.context())->check({.repository = access_}, found_, stop.get_token()),
        Cancelled);
    EXPECT_TRUE(engine::listNames(place_, FileType::Lock, {}).empty());
}

}  // namespace
}  // namespace tl::services

#include "infra/engine/index/stored_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/engine/index/temporary_name.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/resources/parallel.h"
#include "storage/fault/fault_backend.h"
#include "storage/memory/memory_backend.h"

namespace tl::engine {
namespace {

using storage::FileType;

/// A repository of which only the index is there, and the folder for its table.
class StoredTable : public testing::Test {
  protected:
    StoredTable() {
        backend_.create({});
        repository_.setIndexFolder(folder_.path());
    }

    /// Stores an index file of one pack with `count` blobs; returns its name.
    std::string addIndexFile(std::size_t count) {
        IndexedPack pack;
        random_.fill(pack.id.digest);
        for (std::uint32_t i = 0; i < count; ++i) {
            PackedBlob blob{{BlobType::Data, {}}, i * 100, 100, 0};
            for (std::byte& byte : blob.handle.id.digest)
                byte = static_cast<std::byte>(chance_());
            pack.blobs.push_back(blob);
        }
        const auto name = repository_.saveFile(FileType::Index, writeIndexFile({&pack, 1}), {});
        packs_[toHex(name)] = pack;
        return toHex(name);
    }

    /// Loads the index, which must hold exactly what the index files hold; returns it.
    BlobIndex load() {
        BlobIndex index = loadIndex(repository_, {});
        std::size_t count = 0;
        for (const auto& [name, pack] : packs_) {
            EXPECT_TRUE(index.containsPack(pack.id));
            for (const PackedBlob& blob : pack.blobs)
                EXPECT_EQ(index.find(blob.handle), (StoredBlob{pack.id, blob}));
            count += pack.blobs.size();
        }
        EXPECT_EQ(index.blobCount(), count);
        EXPECT_EQ(index.packCount(), packs_.size());
        return index;
    }

    [[nodiscard]] std::string tablePath() const { return folder_ / kTableName; }
    /// Changes when the table is made anew.
    [[nodiscard]] std::uint64_t inode() const { return readStatus(tablePath(), Follow::No).inode; }
    /// Puts `whole` into the table's place, with a bit flipped in each of `blocks`.
    void damageTable(std::string whole, const std::vector<std::size_t>& blocks) const {
        for (const std::size_t block : blocks) {
            const std::size_t place = std::min(block * kTableBlockSize + 5, whole.size() - 1);
            whole[place] = static_cast<char>(whole[place] ^ 1);
        }
        (void)removeFile(tablePath());  // An index that still maps it keeps what it has.
        writeFile(tablePath(), whole);
    }
    [[nodiscard]] std::vector<std::string> filesInFolder() const {
        std::vector<std::string> names;
        for (const auto& entry : Directory::open(folder_.path(), Follow::No).entries())
            names.push_back(entry.name);
        std::ranges::sort(names);
        return names;
    }

    TemporaryDirectory folder_;
    SystemRandom random_;
    std::minstd_rand chance_;
    storage::MemoryBackend backend_;
    Repository repository_{
        backend_,
        random_,
        makeRandomKey(random_),
        {},
        {.version = 2, .id = "repository", .chunkerPolynomial = 0, .unknownMembers = {}}};
    std::map<std::string, IndexedPack> packs_;
};

TEST_F(StoredTable, IsMadeOnceAndThenOpened) {
    addIndexFile(100);
    addIndexFile(50);
    load();
    const auto made = inode();
    load();
    EXPECT_EQ(inode(), made);
    EXPECT_EQ(filesInFolder(), std::vector<std::string>{kTableName});
}

TEST_F(StoredTable, ReadsNoIndexFileThatItHas) {
    addIndexFile(100);
    load();
    storage::FaultBackend counting{backend_, {}};
    Repository counted{counting, random_, repository_.masterKey(), {}, repository_.config()};
    counted.setIndexFolder(folder_.path());
    EXPECT_EQ(loadIndex(counted, {}).blobCount(), 100U);
    EXPECT_EQ(counting.callCount(storage::Operation::Load), 0U);
}

TEST_F(StoredTable, TakesInNewIndexFiles) {
    addIndexFile(1000);
    load();
    for (int i = 0; i < 5; ++i) {
        addIndexFile(200);
        load();
    }
}

TEST_F(StoredTable, KeepsALargeTableForASmallNewFile) {
    addIndexFile(10000);
    load();
    const auto made = inode();
    addIndexFile(2);
    load();
    EXPECT_EQ(inode(), made);
    addIndexFile(1000);
    load();
    EXPECT_NE(inode(), made);
}

TEST_F(StoredTable, IsMadeAnewWhenAnIndexFileIsGone) {
    addIndexFile(100);
    const std::string gone = addIndexFile(100);
    load();
    backend_.remove({FileType::Index, gone}, {});
    packs_.erase(gone);
    load();
    addIndexFile(30);
    load();
}

TEST_F(StoredTable, AnEmptyRepositoryNeedsNone) {
    load();
    EXPECT_TRUE(filesInFolder().empty());
}

// What the damage hits, the header, packs, entries, fan-out, sources or seals: the run goes on, and
// the table is whole afterwards.
TEST_F(StoredTable, DamageOfEveryPartIsHealed) {
    addIndexFile(600);
    load();
    const std::string whole = readFile(tablePath(), 1 << 24U);
    for (std::size_t block = 0; block <= whole.size() / kTableBlockSize; ++block) {
        damageTable(whole, {block});
        load();
        EXPECT_TRUE(readFile(tablePath(), 1 << 24U) == whole) << block;
    }
}

// Sets of numbers may be under way when a block is found to be damaged.
TEST_F(StoredTable, NumbersMeanTheSameAfterHealing) {
    for (int i = 0; i < 20; ++i)
        addIndexFile(200);
    const BlobIndex sound = load();
    const std::string whole = readFile(tablePath(), 1 << 24U);
    std::vector<std::size_t> all;
    for (std::size_t block = 1; block < whole.size() / kTableBlockSize; ++block)
        all.push_back(block);
    damageTable(whole, all);
    const BlobIndex healed = loadIndex(repository_, {});
    ASSERT_EQ(healed.blobCount(), sound.blobCount());
    for (EntryNumber number = 0; number < sound.blobCount(); ++number)
        ASSERT_EQ(healed.at(number), sound.at(number));
    EXPECT_EQ(healed.packs(), sound.packs());
}

// The same pack may stand in several index files, and the table may have been merged from parts:
// then as many entries went into it as no other way of making it sees.
TEST_F(StoredTable, AMergedTableOfRepeatedPacksIsHealed) {
    const std::string first = addIndexFile(3000);
    load();
    const auto& pack = packs_.at(first);
    for (int i = 0; i < 4; ++i) {
        IndexedPack other;
        random_.fill(other.id.digest);
        const std::array both{pack, other};
        const auto name = repository_.saveFile(FileType::Index, writeIndexFile(both), {});
        packs_[toHex(name)] = other;
        (void)loadIndex(repository_, {});
    }
    const std::string whole = readFile(tablePath(), 1 << 24U);
    damageTable(whole, {3});
    load();
    EXPECT_TRUE(readFile(tablePath(), 1 << 24U) == whole);
}

TEST_F(StoredTable, ManyMayComeAcrossTheDamageAtOnce) {
    for (int i = 0; i < 10; ++i)
        addIndexFile(300);
    const BlobIndex sound = load();
    const std::string whole = readFile(tablePath(), 1 << 24U);
    damageTable(whole, {1, 3, 5});
    const BlobIndex index = loadIndex(repository_, {});
    forEachInParallel(8, 8,
                      [&](std::size_t, const std::stop_token&) {
                          for (EntryNumber number = 0; number < sound.blobCount(); ++number)
                              EXPECT_EQ(index.at(number), sound.at(number));
                      },
                      {});
    EXPECT_TRUE(readFile(tablePath(), 1 << 24U) == whole);
}

TEST_F(StoredTable, WhatCannotBeHealedIsRemovedAndSaid) {
    const std::string name = addIndexFile(600);
    load();
    damageTable(readFile(tablePath(), 1 << 24U), {2});
    const BlobIndex index = loadIndex(repository_, {});
    backend_.remove({FileType::Index, name}, {});
    try {
        index.forEach([](const StoredBlob&) {});
        FAIL() << "a damaged block was read";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
        EXPECT_NE(std::string{error.what()}.find("run the command again"), std::string::npos);
    }
    EXPECT_EQ(filesInFolder(), std::vector<std::string>{});
}

TEST_F(StoredTable, ADamagedTableIsNotMergedWith) {
    addIndexFile(600);
    load();
    std::string damaged = readFile(tablePath(), 1 << 24U);
    damaged[2 * kTableBlockSize + 5] = static_cast<char>(damaged[2 * kTableBlockSize + 5] ^ 1);
    writeFile(tablePath(), damaged);
    addIndexFile(600);
    load();
    load();
}

TEST_F(StoredTable, WithoutAFolderOrRoomTheIndexIsInMemory) {
    addIndexFile(100);
    repository_.setIndexFolder({});
    load();
    repository_.setIndexFolder(folder_ / "missing");
    load();
    writeFile(folder_ / "file", "");
    repository_.setIndexFolder(folder_ / "file");
    load();
}

TEST_F(StoredTable, ADamagedIndexFileIsStillAnError) {
    addIndexFile(100);
    const std::string name = addIndexFile(100);
    auto content = backend_.tryLoad({FileType::Index, name}, {}).value();
    content[40] ^= std::byte{1};
    backend_.remove({FileType::Index, name}, {});
    backend_.save({FileType::Index, name}, content, {});
    EXPECT_THROW((void)loadIndex(repository_, {}), Error);
    EXPECT_TRUE(filesInFolder().empty());
}

TEST_F(StoredTable, ManyMayMakeItAtOnce) {
    for (int i = 0; i < 10; ++i)
        addIndexFile(300);
    forEachInParallel(8, 8, [&](std::size_t, const std::stop_token&) { load(); }, {});
    EXPECT_EQ(filesInFolder(), std::vector<std::string>{kTableName});
}

TEST_F(StoredTable, RemovesWhatKilledProcessesLeft) {
    const std::string old = folder_ / (std::string{kTemporaryPrefix} + "1");
    const std::string fresh = folder_ / (std::string{kTemporaryPrefix} + "2");
    writeFile(old, "half");
    writeFile(fresh, "half");
    File::openForWriting(old).setTimes({1000, 0}, {1000, 0});
    addIndexFile(10);
    load();
    EXPECT_FALSE(exists(old));
    EXPECT_TRUE(exists(fresh));
}

TEST_F(StoredTable, AStopLeavesNothingBehind) {
    addIndexFile(1000);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)loadIndex(repository_, stop.get_token()), Cancelled);
    EXPECT_TRUE(filesInFolder().empty());
}

}  // namespace
}  // namespace tl::engine

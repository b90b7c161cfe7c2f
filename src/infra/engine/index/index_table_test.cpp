#include "infra/engine/index/index_table.h"

#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "infra/engine/index/table_spill.h"
#include "infra/engine/index/table_writer.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/random.h"
#include "infra/platform/temporary_directory.h"

namespace tl::engine {
namespace {

template <typename AnyId>
AnyId randomId(std::mt19937_64& chance) {
    AnyId id;
    for (std::byte& byte : id.digest)
        byte = static_cast<std::byte>(chance());
    return id;
}

std::vector<IndexedPack> randomPacks(std::uint64_t seed, std::size_t packs, std::size_t blobs) {
    std::mt19937_64 chance{seed};
    std::vector<IndexedPack> all;
    for (std::size_t i = 0; i < packs; ++i) {
        IndexedPack pack{randomId<PackId>(chance), {}};
        for (std::uint32_t j = 0; j < blobs; ++j)
            pack.blobs.push_back(
                {{j % 7 == 0 ? BlobType::Tree : BlobType::Data, randomId<BlobId>(chance)},
                 j * 100,
                 100,
                 j % 3 == 0 ? 0U : 150U});
        all.push_back(std::move(pack));
    }
    return all;
}

Key keyOf(std::uint8_t number) {
    Key key;
    key.encryption.fill(std::byte{number});
    return key;
}

class IndexTableTest : public testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return folder_ / "table"; }

    /// Makes a table of `packs`, and of what `base` has.
    std::unique_ptr<const IndexTable> write(const std::vector<IndexedPack>& packs,
                                            const IndexTable* base = nullptr) {
        SystemRandom random;
        TableSpill spill{folder_.path(), random};
        TableSpill::Feeder feeder{spill};
        for (const IndexedPack& pack : packs)
            feeder.add(pack);
        feeder.finish();
        (void)removeFile(path());
        File out = File::createNew(path(), 0600);
        writeTable(out, {.base = base, .spill = spill, .sources = sources_}, sealer_, 2, {});
        return IndexTable::tryOpen(path(), sealer_);
    }

    /// The packs and blobs of a table, in an order that does not depend on how it was made.
    static std::map<PackId, std::vector<PackedBlob>> contentOf(const IndexTable& table) {
        std::map<PackId, std::vector<PackedBlob>> content;
        for (PackNumber pack = 0; pack < table.packCount(); ++pack)
            content[table.pack(pack)];
        for (EntryNumber number = 0; number < table.entryCount(); ++number) {
            const IndexEntry& entry = table.entry(number);
            content[table.pack(entry.pack())].push_back(entry.blob());
        }
        return content;
    }

    static std::map<PackId, std::vector<PackedBlob>> contentOf(
        const std::vector<IndexedPack>& packs) {
        std::map<PackId, std::vector<PackedBlob>> content;
        for (const IndexedPack& pack : packs) {
            content[pack.id] = pack.blobs;
            std::ranges::sort(content[pack.id], [](const PackedBlob& a, const PackedBlob& b) {
                return a.handle.id < b.handle.id;
            });
        }
        return content;
    }

    void flipBit(std::uint64_t offset) {
        File file = File::openForWriting(path());
        std::byte byte{};
        ASSERT_EQ(file.readAt(offset, {&byte, 1}), 1U);
        byte ^= std::byte{0x10};
        file.writeAllAt(offset, {&byte, 1});
    }

    TemporaryDirectory folder_;
    TableSealer sealer_{keyOf(1), "repository"};
    std::vector<IndexId> sources_{IndexId{}};
};

TEST_F(IndexTableTest, HasWhatItWasMadeOf) {
    const auto packs = randomPacks(1, 50, 300);
    const auto table = write(packs);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->entryCount(), 15000U);
    EXPECT_EQ(contentOf(*table), contentOf(packs));
    EXPECT_EQ(table->sources().size(), 1U);
    for (const IndexedPack& pack : packs) {
        const auto number = table->findPack(pack.id);
        ASSERT_TRUE(number);
        EXPECT_EQ(table->pack(*number), pack.id);
        for (const PackedBlob& blob : pack.blobs) {
            const auto range = table->find(blob.handle.id);
            ASSERT_EQ(range.last - range.first, 1U);
            EXPECT_EQ(table->entry(range.first).blob(), blob);
        }
    }
    std::mt19937_64 chance{2};
    for (int i = 0; i < 1000; ++i) {
        const auto range = table->find(randomId<BlobId>(chance));
        EXPECT_EQ(range.first, range.last);
    }
    EXPECT_FALSE(table->findPack(randomId<PackId>(chance)));
}

TEST_F(IndexTableTest, AnEmptyOneHasNothing) {
    const auto table = write({});
    ASSERT_TRUE(table);
    EXPECT_EQ(table->entryCount(), 0U);
    const auto range = table->find({});
    EXPECT_EQ(range.first, range.last);
    EXPECT_FALSE(table->findPack({}));
}

TEST_F(IndexTableTest, FindsIdsThatAreAllAlike) {
    std::vector<IndexedPack> packs{{PackId{}, {}}};
    for (std::uint32_t i = 0; i < 3000; ++i) {
        PackedBlob blob{{BlobType::Data, {}}, 0, 100, 0};
        blob.handle.id.digest[30] = static_cast<std::byte>(i >> 8U);
        blob.handle.id.digest[31] = static_cast<std::byte>(i);
        packs[0].blobs.push_back(blob);
    }
    const auto table = write(packs);
    for (const PackedBlob& blob : packs[0].blobs) {
        const auto range = table->find(blob.handle.id);
        ASSERT_EQ(range.last - range.first, 1U);
    }
}

TEST_F(IndexTableTest, KeepsAllPlacesOfABlobAndDropsRepeatedPacks) {
    auto packs = randomPacks(3, 2, 10);
    packs[1].blobs = packs[0].blobs;
    packs.push_back(packs[0]);
    const auto table = write(packs);
    EXPECT_EQ(table->packCount(), 2U);
    EXPECT_EQ(table->entryCount(), 20U);
    const auto range = table->find(packs[0].blobs[0].handle.id);
    EXPECT_EQ(range.last - range.first, 2U);
}

TEST_F(IndexTableTest, MergesWithATableThatIsThere) {
    const auto packs = randomPacks(4, 30, 200);
    const std::vector<IndexedPack> first{packs.begin(), packs.begin() + 20};
    const std::vector<IndexedPack> rest{packs.begin() + 15, packs.end()};
    const auto base = write(first);
    const auto merged = write(rest, base.get());
    EXPECT_EQ(merged->entryCount(), 6000U);
    EXPECT_EQ(contentOf(*merged), contentOf(packs));
}

TEST_F(IndexTableTest, IsTheSameFileHoweverItWasMade) {
    const auto packs = randomPacks(5, 30, 200);
    const auto base = write({packs.begin(), packs.begin() + 10});
    (void)write({packs.begin() + 10, packs.end()}, base.get());
    const std::string merged = readFile(path(), 1 << 24U);
    (void)write({packs.rbegin(), packs.rend()});
    EXPECT_TRUE(readFile(path(), 1 << 24U) == merged);
}

TEST_F(IndexTableTest, OpensNoTableOfAnotherRepositoryOrKey) {
    ASSERT_TRUE(write(randomPacks(6, 2, 10)));
    EXPECT_FALSE(IndexTable::tryOpen(path(), TableSealer{keyOf(1), "another"}));
    EXPECT_FALSE(IndexTable::tryOpen(path(), TableSealer{keyOf(2), "repository"}));
    EXPECT_FALSE(IndexTable::tryOpen(folder_ / "none", sealer_));
}

TEST_F(IndexTableTest, OpensNothingThatIsCutShort) {
    ASSERT_TRUE(write(randomPacks(7, 5, 100)));
    const std::string whole = readFile(path(), 1 << 24U);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{71}, kTableBlockSize,
                                   whole.size() / 2, whole.size() - 1}) {
        writeFile(path(), whole.substr(0, size));
        EXPECT_FALSE(IndexTable::tryOpen(path(), sealer_)) << size;
    }
    writeFile(path(), whole + '\0');
    EXPECT_FALSE(IndexTable::tryOpen(path(), sealer_));
}

// Whatever bit is flipped: either the table is not opened, or the first look at the place throws
// and removes it. Nobody ever gets a wrong answer.
TEST_F(IndexTableTest, NeverAnswersFromDamagedBytes) {
    const auto packs = randomPacks(8, 5, 400);
    const auto expected = contentOf(packs);
    ASSERT_TRUE(write(packs));
    const std::string whole = readFile(path(), 1 << 24U);
    std::mt19937_64 chance{9};
    std::vector<std::uint64_t> places{0, 8, 12, 16, 24, 32, 40, 71};
    for (int i = 0; i < 200; ++i)
        places.push_back(kTableBlockSize + chance() % (whole.size() - kTableBlockSize));
    for (const std::uint64_t place : places) {
        writeFile(path(), whole);
        flipBit(place);
        const auto table = IndexTable::tryOpen(path(), sealer_);
        if (!table) continue;
        const auto kind = kindThrown([&] {
            (void)contentOf(*table);
            for (const IndexedPack& pack : packs)
                (void)table->find(pack.blobs[0].handle.id);
        });
        EXPECT_EQ(kind, ErrorKind::Unavailable) << place;
        EXPECT_FALSE(exists(path())) << place;
    }
}

}  // namespace
}  // namespace tl::engine

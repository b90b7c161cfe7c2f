#include "infra/engine/pack/pack_writer.h"

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/pack/blob_saver.h"
#include "infra/engine/pack/pack_file.h"
#include "infra/errors/error.h"
#include "infra/resources/parallel.h"
#include "storage/memory/memory_backend.h"

namespace tl::engine {
namespace {

constexpr std::size_t kTarget = 1U << 20U;

std::vector<std::byte> randomBytes(std::size_t size, unsigned seed) {
    std::mt19937 generator{seed};
    std::vector<std::byte> bytes(size);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(generator());
    return bytes;
}

class PackWriterTest : public testing::Test {
  protected:
    storage::MemoryBackend backend_;
    SystemRandom random_;
    SystemClock clock_;
    Repository repository_{backend_, random_, makeRandomKey(random_), KeyId{}, Config{}};
    BlobIndex empty_;
    BlobClaims claims_{empty_};
    IndexWriter index_{repository_, clock_};
};

TEST_F(PackWriterTest, EveryBlobSavedByManyThreadsIsReadBack) {
    std::vector<std::vector<std::byte>> plaintexts;
    for (unsigned i = 0; i < 400; ++i)
        plaintexts.push_back(randomBytes(1 + i * 97 % 30000, i));
    std::vector<BlobId> ids(plaintexts.size());
    PackWriter packs{repository_, index_, kTarget};
    forEachInParallel(4, 4,
                      [&](std::size_t thread, const std::stop_token& stop) {
                          BlobSaver saver{repository_, claims_, packs, {}};
                          for (std::size_t i = thread; i < plaintexts.size(); i += 4) {
                              const auto type = i % 5 == 0 ? BlobType::Tree : BlobType::Data;
                              ids[i] = saver.save(type, plaintexts[i], stop).id;
                          }
                      },
                      {});
    packs.finish({});
    index_.flush({});

    const BlobIndex index = loadIndex(repository_, {});
    BlobReader reader{repository_, index};
    for (std::size_t i = 0; i < plaintexts.size(); ++i) {
        const auto type = i % 5 == 0 ? BlobType::Tree : BlobType::Data;
        const auto loaded = reader.load({type, ids[i]}, {});
        ASSERT_TRUE(
            std::equal(loaded.begin(), loaded.end(), plaintexts[i].begin(), plaintexts[i].end()));
    }
}

TEST_F(PackWriterTest, PacksHaveAValidHeaderAndOneKindOfBlob) {
    PackWriter packs{repository_, index_, kTarget};
    BlobSaver saver{repository_, claims_, packs, {}};
    for (unsigned i = 0; i < 100; ++i)
        (void)saver.save(i % 2 == 0 ? BlobType::Tree : BlobType::Data, randomBytes(50000, i), {});
    packs.finish({});
    std::map<std::string, std::uint64_t> sizes;
    backend_.list(storage::FileType::Pack,
                  [&](const storage::FileId& id, std::uint64_t size) { sizes[id.name] = size; },
                  {});
    EXPECT_GE(sizes.size(), 4U);
    std::size_t blobCount = 0;
    for (const auto& [name, size] : sizes) {
        const auto blobs = tryReadPackHeader(repository_, *PackId::parse(name), size, {});
        ASSERT_TRUE(blobs);
        blobCount += blobs->size();
        for (const PackedBlob& blob : *blobs)
            EXPECT_EQ(blob.handle.type, blobs->front().handle.type);
    }
    EXPECT_EQ(blobCount, 100U);
}

TEST_F(PackWriterTest, SmallRestsBecomeOnePack) {
    PackWriter packs{repository_, index_, kTarget};
    BlobSaver saver{repository_, claims_, packs, {}};
    for (unsigned i = 0; i < 20; ++i)
        (void)saver.save(BlobType::Data, randomBytes(100, i), {});
    packs.finish({});
    std::size_t count = 0;
    backend_.list(storage::FileType::Pack, [&](const storage::FileId&, std::uint64_t) { ++count; },
                  {});
    EXPECT_EQ(count, 1U);
}

TEST_F(PackWriterTest, ABlobLargerThanAPackGetsOneOfItsOwn) {
    PackWriter packs{repository_, index_, kTarget};
    BlobSaver saver{repository_, claims_, packs, {}};
    const auto large = randomBytes(kTarget + (10U << 20U), 1);
    const BlobId id = saver.save(BlobType::Data, large, {}).id;
    (void)saver.save(BlobType::Data, randomBytes(100, 2), {});
    packs.finish({});
    index_.flush({});
    const BlobIndex index = loadIndex(repository_, {});
    BlobReader reader{repository_, index};
    EXPECT_EQ(reader.load({BlobType::Data, id}, {}).size(), large.size());
}

TEST_F(PackWriterTest, ASpoiltPackIsNeverStored) {
    PackWriter packs{repository_, index_, kTarget};
    {
        const PackedBlob blob{{BlobType::Data, BlobId{}}, 0, 100, 0};
        const auto lost = packs.reserve(blob, {});
    }
    packs.finish({});
    backend_.list(
        storage::FileType::Pack,
        [](const storage::FileId&, std::uint64_t) { ADD_FAILURE() << "the pack was stored"; }, {});
}

TEST_F(PackWriterTest, KnownBlobsAreNotStoredAgain) {
    PackWriter packs{repository_, index_, kTarget};
    BlobSaver saver{repository_, claims_, packs, {}};
    const auto bytes = randomBytes(1000, 3);
    EXPECT_TRUE(saver.save(BlobType::Data, bytes, {}).isNew);
    EXPECT_FALSE(saver.save(BlobType::Data, bytes, {}).isNew);
    packs.finish({});
}

}  // namespace
}  // namespace tl::engine

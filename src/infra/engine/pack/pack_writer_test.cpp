#include "infra/engine/pack/pack_writer.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <stop_token>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/pack/blob_saver.h"
#include "infra/engine/pack/pack_file.h"
#include "infra/errors/error.h"
#include "infra/resources/parallel.h"
#include "storage/fault/fault_backend.h"
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

/// Whoever sleeps by it sleeps until it is opened.
class Gate final : public Clock {
  public:
    [[nodiscard]] WallTime now() const override { return {}; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return {}; }
    bool sleep(std::chrono::nanoseconds /*duration*/, const std::stop_token& stop) override {
        std::unique_lock lock{mutex_};
        return opened_.wait(lock, stop, [this] { return isOpen_; });
    }
    void open() {
        const std::scoped_lock lock{mutex_};
        isOpen_ = true;
        opened_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable_any opened_;
    bool isOpen_ = false;
};

class PackWriterTest : public testing::Test {
  protected:
    [[nodiscard]] std::size_t countPacks() {
        std::size_t count = 0;
        backend_.list(storage::FileType::Pack,
                      [&](const storage::FileId&, std::uint64_t) { ++count; }, {});
        return count;
    }

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
    EXPECT_EQ(countPacks(), 1U);
}

TEST_F(PackWriterTest, NoMorePacksAreOpenedThanMayBeInMemory) {
    Gate gate;
    storage::FaultBackend slow{backend_,
                               {{.operation = storage::Operation::Save,
                                 .kind = storage::FaultKind::Delay,
                                 .calls = storage::Fault::kForever,
                                 .delay = std::chrono::hours{1}}},
                               &gate};
    const Repository repository{slow, random_, makeRandomKey(random_), KeyId{}, Config{}};
    PackWriter packs{repository, index_, kTarget};
    const auto fillPack = [&](BlobType type, const std::stop_token& stop) {
        packs.commit(packs.reserve({{type, BlobId{}}, 0, kTarget, 0}, stop));
    };
    // Whoever would have to wait with this one is cancelled at once.
    std::stop_source stopped;
    stopped.request_stop();
    // One for each of the two connections, and one to fill meanwhile.
    for (int i = 0; i < 3; ++i)
        fillPack(BlobType::Data, stopped.get_token());
    EXPECT_THROW(fillPack(BlobType::Data, stopped.get_token()), Cancelled);
    fillPack(BlobType::Tree, stopped.get_token());
    EXPECT_THROW(fillPack(BlobType::Tree, stopped.get_token()), Cancelled);
    gate.open();
    fillPack(BlobType::Data, {});
    packs.finish({});
    EXPECT_EQ(countPacks(), 5U);
}

TEST_F(PackWriterTest, ManyThreadsShareOneConnection) {
    storage::MemoryBackend narrow{{.location = "memory", .connections = 1}};
    const Repository repository{narrow, random_, makeRandomKey(random_), KeyId{}, Config{}};
    constexpr std::size_t kSmallTarget = 20'000;
    PackWriter packs{repository, index_, kSmallTarget};
    forEachInParallel(8, 8,
                      [&](std::size_t thread, const std::stop_token& stop) {
                          for (std::uint32_t i = 0; i < 1'000; ++i) {
                              const auto type = i % 7 == 0 ? BlobType::Tree : BlobType::Data;
                              const auto length = static_cast<std::uint32_t>(
                                  100 + (i * 31 + thread * 977) % kSmallTarget);
                              packs.commit(packs.reserve({{type, BlobId{}}, 0, length, 0}, stop));
                          }
                      },
                      {});
    packs.finish({});
    EXPECT_GT(packs.packCount(), 1'000U);
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
    EXPECT_EQ(countPacks(), 0U);
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

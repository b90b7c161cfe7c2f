#include "infra/engine/index/index_change.h"

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/errors/kind_thrown.h"
#include "storage/memory/memory_backend.h"

namespace tl::engine {
namespace {

using storage::FileType;

/// A repository of which only the index is there.
class IndexChangeTest : public testing::Test {
  protected:
    IndexChangeTest() { backend_.create({}); }

    /// A pack of blobs that no other has.
    IndexedPack makePack(std::size_t blobs) {
        IndexedPack pack;
        random_.fill(pack.id.digest);
        for (std::uint32_t i = 0; i < blobs; ++i) {
            PackedBlob blob{{BlobType::Data, {}}, i * 100, 100, 0};
            random_.fill(blob.handle.id.digest);
            pack.blobs.push_back(blob);
        }
        return pack;
    }

    std::string save(const std::vector<IndexedPack>& packs) {
        return toHex(repository_.saveFile(FileType::Index, writeIndexFile(packs), {}));
    }

    [[nodiscard]] std::size_t fileCount() {
        return listNames(backend_, FileType::Index, {}).size();
    }

    SystemRandom random_;
    SystemClock clock_;
    storage::MemoryBackend backend_;
    Repository repository_{
        backend_,
        random_,
        makeRandomKey(random_),
        {},
        {.version = 2, .id = "repository", .chunkerPolynomial = 0, .unknownMembers = {}}};
};

TEST_F(IndexChangeTest, MovesWhatStaysAndListsAnewWhatWasAdded) {
    const IndexedPack staying = makePack(3);
    const IndexedPack going = makePack(3);
    const IndexedPack untouched = makePack(3);
    IndexedPack changed = makePack(3);
    const std::string first = save({staying, going});
    const std::string second = save({staying, changed});
    save({untouched});
    changed.blobs.pop_back();
    applyIndexChange(repository_, clock_,
                     {.rewritten = {first, second}, .leftOut = {going.id}, .added = {changed}}, {});
    EXPECT_EQ(fileCount(), 2U);
    const BlobIndex index = loadIndex(repository_, {});
    EXPECT_EQ(index.packCount(), 3U);
    EXPECT_EQ(index.blobCount(), 3U + 3U + 2U);
    EXPECT_FALSE(index.containsPack(going.id));
}

// As long as nobody knows which of them is right, both are needed.
TEST_F(IndexChangeTest, LosesNothingOfAPackThatTwoFilesDescribeDifferently) {
    const IndexedPack pack = makePack(4);
    IndexedPack front = pack;
    front.blobs.pop_back();
    IndexedPack back = pack;
    back.blobs.erase(back.blobs.begin());
    applyIndexChange(repository_, clock_, {.rewritten = {save({front}), save({back})}}, {});
    const BlobIndex index = loadIndex(repository_, {});
    for (const PackedBlob& blob : pack.blobs)
        EXPECT_TRUE(index.contains(blob.handle));
    EXPECT_EQ(index.blobCount(), 4U);
}

TEST_F(IndexChangeTest, RemovesNothingWhenOneCannotBeRead) {
    const std::string sound = save({makePack(3)});
    EXPECT_EQ(
        kindThrown([&] {
            applyIndexChange(repository_, clock_, {.rewritten = {sound, std::string(64, 'e')}}, {});
        }),
        ErrorKind::NotFound);
    EXPECT_TRUE(backend_.trySize({FileType::Index, sound}, {}).has_value());
}

}  // namespace
}  // namespace tl::engine

#include "infra/engine/copy/copy_blobs.h"

#include <atomic>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/clock.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

class Counted final : public CopyProgress {
  public:
    void onCopied(std::uint64_t moreBlobs, std::uint64_t moreBytes) override {
        blobs += moreBlobs;
        bytes += moreBytes;
    }
    std::atomic<std::uint64_t> blobs = 0;
    std::atomic<std::uint64_t> bytes = 0;
};

class CopyBlobsTest : public testing::Test {
  protected:
    /// Copies all blobs of the source; returns those that are lost.
    std::vector<EntryNumber> copyAll() {
        CopyBatch batch;
        for (EntryNumber entry = 0; entry < source_.index().blobCount(); ++entry) {
            batch.blobs.push_back(entry);
            batch.bytes += source_.index().at(entry).blob.length;
        }
        IndexWriter indexWriter{destination_.repository(), clock_};
        auto lost = copyBlobs({source_.repository(), source_.index()},
                              {.repository = destination_.repository(),
                               .indexWriter = indexWriter,
                               .clock = clock_,
                               .packing = {}},
                              batch, progress_, {});
        EXPECT_EQ(progress_.blobs, batch.blobs.size());
        EXPECT_EQ(progress_.bytes, batch.bytes);
        return lost;
    }

    std::string read(const BlobHandle& handle) {
        const BlobIndex index = loadIndex(destination_.repository(), {});
        BlobReader reader{destination_.repository(), index};
        const auto bytes = reader.load(handle, {});
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    SystemClock clock_;
    RepositoryBuilder source_;
    RepositoryBuilder destination_;
    Counted progress_;
};

TEST_F(CopyBlobsTest, CopiesDataAndTrees) {
    source_.beginPack();
    std::vector<BlobId> ids;
    for (int i = 0; i < 300; ++i)
        ids.push_back(source_.addData(std::string(1000, 'x') + std::to_string(i)));
    (void)source_.endPack();
    const BlobId tree = source_.addTree(std::vector<Node>{});
    const BlobId empty = source_.addData("");
    EXPECT_TRUE(copyAll().empty());
    for (int i = 0; i < 300; ++i)
        EXPECT_EQ(read({BlobType::Data, ids[static_cast<std::size_t>(i)]}),
                  std::string(1000, 'x') + std::to_string(i));
    EXPECT_EQ(read({BlobType::Tree, tree}), "{\"nodes\":[]}\n");
    EXPECT_EQ(read({BlobType::Data, empty}), "");
}

TEST_F(CopyBlobsTest, StoresNoDamageAndWhatElseThereIs) {
    const BlobId id = source_.addData("to be damaged");
    storage::FileId pack{storage::FileType::Pack, source_.index().packs().front().hex()};
    auto content = source_.backend().tryLoad(pack, {}).value();
    content[20] ^= std::byte{1};
    source_.backend().remove(pack, {});
    source_.backend().save(pack, content, {});
    const BlobId sound = source_.addData("to be copied");
    const auto lost = copyAll();
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(source_.index().at(lost.front()).blob.handle.id, id);
    EXPECT_FALSE(loadIndex(destination_.repository(), {}).contains({BlobType::Data, id}));
    EXPECT_EQ(read({BlobType::Data, sound}), "to be copied");
}

}  // namespace
}  // namespace tl::engine

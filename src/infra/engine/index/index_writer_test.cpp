#include "infra/engine/index/index_writer.h"

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/random.h"
#include "storage/fault/fault_backend.h"
#include "storage/memory/memory_backend.h"

namespace tl::engine {
namespace {

TEST(IndexWriterTest, StoresAtTheNextFlushWhatItCouldNotStore) {
    storage::MemoryBackend place;
    storage::FaultBackend backend{place, {{.operation = storage::Operation::Save}}};
    SystemRandom random;
    const SystemClock clock;
    const Repository repository{backend, random, makeRandomKey(random), KeyId{}, Config{}};
    IndexWriter index{repository, clock};
    PackId pack;
    random.fill(pack.digest);
    index.add(
        {pack, {PackedBlob{.handle = {}, .offset = 0, .length = 100, .uncompressedLength = 0}}},
        {});
    EXPECT_EQ(kindThrown([&] { index.flush({}); }), ErrorKind::Unavailable);
    index.flush({});
    EXPECT_TRUE(loadIndex(repository, {}).containsPack(pack));
    EXPECT_EQ(index.packs(), std::vector<PackId>{pack});
}

}  // namespace
}  // namespace tl::engine

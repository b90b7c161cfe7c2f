// How fast trees and indexes are written and read: bytes of JSON a second, on one thread.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "infra/engine/format/compression.h"
#include "infra/engine/format/index_file.h"
#include "infra/engine/format/tree.h"

namespace tl::engine {
namespace {

constexpr std::size_t kBlobsPerPack = 30;

BlobId randomId(std::mt19937_64& random) {
    BlobId id;
    for (std::byte& byte : id.digest)
        byte = static_cast<std::byte>(random());
    return id;
}

std::vector<Node> makeNodes(std::size_t count) {
    std::mt19937_64 random{1};
    std::vector<Node> nodes(count);
    for (std::size_t i = 0; i < count; ++i) {
        Node& node = nodes[i];
        node.name = "file_" + std::to_string(1'000'000 + i) + ".txt";
        node.type = NodeType::File;
        node.mode = 0644;
        node.mtime = {.seconds = 1'700'000'000 + static_cast<std::int64_t>(i),
                      .nanoseconds = static_cast<std::int32_t>(random() % 1'000'000'000),
                      .offsetSeconds = 3'600};
        node.atime = node.mtime;
        node.ctime = {.seconds = 1'710'000'000, .nanoseconds = 5, .offsetSeconds = 3'600};
        node.user = "root";
        node.group = "root";
        node.inode = 11'000'000 + i;
        node.deviceId = 65'024;
        node.size = random() % 1'000'000;
        node.links = 1;
        node.content = {randomId(random)};
    }
    return nodes;
}

std::vector<IndexedPack> makePacks(std::size_t blobCount) {
    std::mt19937_64 random{2};
    std::vector<IndexedPack> packs(blobCount / kBlobsPerPack);
    for (IndexedPack& pack : packs) {
        pack.id.digest = randomId(random).digest;
        std::uint32_t offset = 0;
        for (std::size_t i = 0; i < kBlobsPerPack; ++i) {
            const auto length = static_cast<std::uint32_t>(100 + random() % 1'000'000);
            pack.blobs.push_back({.handle = {.type = BlobType::Data, .id = randomId(random)},
                                  .offset = offset,
                                  .length = length,
                                  .uncompressedLength = 2 * length});
            offset += length;
        }
    }
    return packs;
}

std::string writeTree(TreeWriter& writer, const std::vector<Node>& nodes) {
    for (const Node& node : nodes)
        writer.add(node);
    return writer.finish();
}

void countBytes(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}

void writeTrees(benchmark::State& state) {
    const auto nodes = makeNodes(static_cast<std::size_t>(state.range(0)));
    TreeWriter writer;
    std::size_t size = 0;
    for (auto _ : state)
        size = writeTree(writer, nodes).size();
    countBytes(state, size);
}
BENCHMARK(writeTrees)->Arg(20)->Arg(1'000)->Arg(100'000);

void readTrees(benchmark::State& state) {
    TreeWriter writer;
    const std::string json = writeTree(writer, makeNodes(static_cast<std::size_t>(state.range(0))));
    TreeReader reader;
    for (auto _ : state) {
        reader.read(std::as_bytes(std::span{json}),
                    [](Node&& node) { benchmark::DoNotOptimize(node.size); });
    }
    countBytes(state, json.size());
}
BENCHMARK(readTrees)->Arg(20)->Arg(1'000)->Arg(100'000);

void writeIndex(benchmark::State& state) {
    const auto packs = makePacks(static_cast<std::size_t>(state.range(0)));
    std::size_t size = 0;
    for (auto _ : state)
        size = writeIndexFile(packs).size();
    countBytes(state, size);
}
BENCHMARK(writeIndex)->Arg(50'000);

void readIndex(benchmark::State& state) {
    const std::string json = writeIndexFile(makePacks(static_cast<std::size_t>(state.range(0))));
    for (auto _ : state) {
        readIndexFile(std::as_bytes(std::span{json}),
                      [](IndexedPack&& pack) { benchmark::DoNotOptimize(pack.blobs.data()); });
    }
    countBytes(state, json.size());
}
BENCHMARK(readIndex)->Arg(50'000)->Arg(1'000'000);

/// The price of the question whether a chunk of 1 MiB is worth compressing.
void judgeRandomChunk(benchmark::State& state) {
    std::mt19937_64 random{3};
    std::vector<std::byte> chunk(std::size_t{1} << 20U);
    for (std::byte& byte : chunk)
        byte = static_cast<std::byte>(random());
    Compressor compressor{CompressionMode::Automatic};
    for (auto _ : state)
        benchmark::DoNotOptimize(compressor.looksIncompressible(chunk));
    countBytes(state, chunk.size());
}
BENCHMARK(judgeRandomChunk);

}  // namespace
}  // namespace tl::engine

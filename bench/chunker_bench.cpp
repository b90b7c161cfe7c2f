// How fast data is cut into chunks, by each scanner that this processor can run.

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "infra/engine/chunker/chunker.h"

namespace tl::engine {
namespace {

constexpr std::uint64_t kPolynomial = 0x3DA3358B4DC173;

std::vector<std::byte> makeRandomBytes(std::size_t size) {
    std::vector<std::byte> bytes(size);
    std::mt19937_64 random{1};
    for (std::size_t i = 0; i + 8 <= size; i += 8) {
        const std::uint64_t word = random();
        std::memcpy(&bytes[i], &word, 8);
    }
    return bytes;
}

/// Cuts a file that is read 512 KiB at first and then `step` bytes at a time.
std::size_t countChunks(const Chunker& chunker, std::span<const std::byte> file, std::size_t step) {
    std::size_t chunks = 0;
    std::size_t start = 0;
    while (start < file.size()) {
        const auto rest = file.subspan(start);
        std::size_t scanned = 0;
        std::size_t size = 0;
        for (std::size_t read = kChunkSizeMin; size == 0; read += step) {
            size = chunker.findCut(rest.first(std::min(read, rest.size())), scanned);
            if (size == 0 && read >= rest.size()) size = rest.size();
        }
        start += size;
        ++chunks;
    }
    return chunks;
}

void chunkRandomData(benchmark::State& state) {
    const auto scanners = blockScanners();
    const auto index = static_cast<std::size_t>(state.range(0));
    if (index >= scanners.size()) {
        state.SkipWithError("not on this processor");
        return;
    }
    const Chunker chunker{kPolynomial, scanners[index]};
    const auto file = makeRandomBytes(64U << 20U);
    const auto step = static_cast<std::size_t>(state.range(1)) << 10U;
    for (auto _ : state)
        benchmark::DoNotOptimize(countChunks(chunker, file, step));
    state.SetLabel(scanners[index].name);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(file.size()));
}
BENCHMARK(chunkRandomData)
    ->Name("Chunker")
    ->ArgsProduct({{0, 1, 2}, {64, 256, 8192}})
    ->ArgNames({"scanner", "stepKiB"})
    ->Unit(benchmark::kMillisecond);

/// A block over and over, without the chunker's jumps.
void scanBlock(benchmark::State& state) {
    const auto scanners = blockScanners();
    const auto index = static_cast<std::size_t>(state.range(0));
    if (index >= scanners.size()) {
        state.SkipWithError("not on this processor");
        return;
    }
    const BlockScanner& scanner = scanners[index];
    const RabinTables tables{kPolynomial};
    const auto data = makeRandomBytes(1U << 20U);
    std::size_t at = kWindowSize;
    for (auto _ : state) {
        if (at + scanner.blockSize() > data.size()) at = kWindowSize;
        benchmark::DoNotOptimize(scanner.findLane(tables, &data[at]));
        at += scanner.blockSize();
    }
    state.SetLabel(scanner.name);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(scanner.blockSize()));
}
BENCHMARK(scanBlock)->Name("BlockScan")->DenseRange(0, 2)->ArgName("scanner");

}  // namespace
}  // namespace tl::engine

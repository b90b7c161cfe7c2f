// What hashing, sealing and opening cost, for small blobs and large ones.

#include <vector>

#include <benchmark/benchmark.h>

#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"

namespace tl::engine {
namespace {

void setThroughput(benchmark::State& state) {
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

std::vector<std::byte> makeData(const benchmark::State& state) {
    return std::vector<std::byte>(static_cast<std::size_t>(state.range(0)), std::byte{7});
}

void hashInOneCall(benchmark::State& state) {
    const auto data = makeData(state);
    for (auto _ : state)
        benchmark::DoNotOptimize(sha256(data));
    setThroughput(state);
}
BENCHMARK(hashInOneCall)->Name("sha256()")->Arg(0)->Arg(300)->Arg(1 << 20);

void hashWithObject(benchmark::State& state) {
    const auto data = makeData(state);
    Sha256 hash;
    for (auto _ : state) {
        hash.update(data);
        benchmark::DoNotOptimize(hash.finish());
    }
    setThroughput(state);
}
BENCHMARK(hashWithObject)->Name("Sha256")->Arg(0)->Arg(300)->Arg(1 << 20);

void hashInPairs(benchmark::State& state) {
    const auto data = makeData(state);
    Sha256 first;
    Sha256 second;
    PairedHashing paired;
    for (auto _ : state) {
        paired.add(first, data);
        paired.add(second, data);
        paired.finish();
        benchmark::DoNotOptimize(first.finish());
        benchmark::DoNotOptimize(second.finish());
    }
    state.SetBytesProcessed(2 * state.iterations() * state.range(0));
}
BENCHMARK(hashInPairs)->Name("PairedHashing")->Arg(0)->Arg(300)->Arg(1 << 20);

void sealBox(benchmark::State& state) {
    SystemRandom random;
    BoxCipher cipher{makeRandomKey(random), random};
    const auto data = makeData(state);
    std::vector<std::byte> box(data.size() + 32);
    for (auto _ : state)
        cipher.seal(data, box);
    setThroughput(state);
}
BENCHMARK(sealBox)->Name("Box seal")->Arg(0)->Arg(300)->Arg(1 << 20)->Arg(8 << 20);

void openBox(benchmark::State& state) {
    SystemRandom random;
    BoxCipher cipher{makeRandomKey(random), random};
    auto data = makeData(state);
    const auto box = cipher.seal(data);
    for (auto _ : state)
        benchmark::DoNotOptimize(cipher.tryOpen(box, data));
    setThroughput(state);
}
BENCHMARK(openBox)->Name("Box open")->Arg(0)->Arg(300)->Arg(1 << 20)->Arg(8 << 20);

}  // namespace
}  // namespace tl::engine

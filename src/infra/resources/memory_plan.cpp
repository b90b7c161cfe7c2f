#include "infra/resources/memory_plan.h"

#include <algorithm>

#include "infra/errors/error.h"

namespace tl {

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20U;

/// The program and its libraries, the key's derivation (32 MiB while nothing else is at work),
/// parts of the index, listings, and what the heap keeps.
constexpr std::size_t kFixed = 80 * kMiB;

/// Packs in memory beside one for each connection; see PackWriter.
constexpr std::size_t kPacksBeside = 2;
/// The chunk with which a pack goes over its size, and its header.
constexpr std::size_t kBeyondPack = 2 * kMiB;
constexpr std::size_t kPackMin = 4 * kMiB;
/// Fewer make a server far away wait for each pack: then rather smaller packs.
constexpr std::size_t kConnectionsWanted = 2;

/// A thread's chunks or range, the largest of 8 MiB, with what it becomes and its contexts.
constexpr std::size_t kWorker = 18 * kMiB;
/// What a thread has beside its range or file.
constexpr std::size_t kBesideRange = 10 * kMiB;
constexpr std::size_t kRangeMin = 2 * kMiB;
constexpr std::size_t kRangeMax = 32 * kMiB;

/// An item of a restore, with the three blobs that it has at most on average.
constexpr std::size_t kItem = 600;
constexpr std::size_t kItemsMax = 500'000;

}  // namespace

std::size_t MemoryPlan::rangeBytesFor(std::size_t threads) const noexcept {
    const std::size_t each = rangesBytes / std::max<std::size_t>(threads, 1);
    return std::clamp(each - std::min(each, kBesideRange), kRangeMin, kRangeMax);
}

std::size_t MemoryPlan::filesAtOnce(std::uint64_t bytes) const noexcept {
    if (bytes >= wholeFilesBytes) return 1;
    return std::max<std::size_t>(
        wholeFilesBytes / (static_cast<std::size_t>(bytes) + kBesideRange), 1);
}

MemoryPlan planMemory(std::uint64_t bytes, std::size_t packBytes) {
    if (bytes < kMemoryMin)
        throw Error{ErrorKind::InvalidInput, "at least 128 MiB of memory are needed"};
    const auto rest = static_cast<std::size_t>(bytes) - kFixed;
    const std::size_t forPacks = rest / 5 * 3;
    const std::size_t forWorkers = rest - forPacks;

    MemoryPlan plan;
    const std::size_t packMost = forPacks / (kPacksBeside + kConnectionsWanted) - kBeyondPack;
    plan.packBytesMax = std::clamp(packMost, kPackMin, plan.packBytesMax);
    const std::size_t pack = std::min(packBytes, plan.packBytesMax) + kBeyondPack;
    plan.connections = std::max(forPacks / pack, kPacksBeside + 1) - kPacksBeside;
    plan.workers = std::max<std::size_t>(forWorkers / kWorker, 1);
    plan.rangesBytes = forWorkers;
    plan.wholeFilesBytes = rest / 5 * 4;
    plan.sectionItems = std::clamp<std::size_t>(rest / 2 / kItem, 1, kItemsMax);
    return plan;
}

std::uint64_t usualMemoryBound(std::uint64_t machineBytes) noexcept {
    constexpr std::uint64_t kLeast = 256 * kMiB;
    return std::max(machineBytes / 4, kLeast);
}

}  // namespace tl

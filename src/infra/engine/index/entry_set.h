// A set of index entries: one bit for each place of a blob, where a set of IDs needs 40 bytes.

#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infra/engine/index/blob_index.h"

namespace tl::engine {

/// **Threads:** safe from any thread.
class EntrySet {
  public:
    /// An empty set for the entries of an index with `blobCount` of them.
    explicit EntrySet(std::size_t blobCount) : words_((blobCount + kBits - 1) / kBits) {}

    /// Returns false when `entry` was there already.
    bool insert(EntryNumber entry) noexcept {
        const std::uint64_t bit = bitOf(entry);
        return (words_[entry / kBits].fetch_or(bit, std::memory_order_relaxed) & bit) == 0;
    }
    void erase(EntryNumber entry) noexcept {
        words_[entry / kBits].fetch_and(~bitOf(entry), std::memory_order_relaxed);
    }
    void clear() noexcept {
        for (auto& word : words_)
            word.store(0, std::memory_order_relaxed);
    }
    [[nodiscard]] bool contains(EntryNumber entry) const noexcept {
        return (words_[entry / kBits].load(std::memory_order_relaxed) & bitOf(entry)) != 0;
    }
    [[nodiscard]] std::size_t size() const noexcept {
        std::size_t count = 0;
        for (const auto& word : words_)
            count += static_cast<std::size_t>(std::popcount(word.load(std::memory_order_relaxed)));
        return count;
    }

  private:
    static constexpr std::size_t kBits = 64;
    [[nodiscard]] static constexpr std::uint64_t bitOf(EntryNumber entry) noexcept {
        return std::uint64_t{1} << (entry % kBits);
    }

    std::vector<std::atomic<std::uint64_t>> words_;
};

}  // namespace tl::engine

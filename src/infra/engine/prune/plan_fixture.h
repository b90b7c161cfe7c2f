// For tests of plans: indexes and lists of packs without a repository behind them.

#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/format/pack_header.h"
#include "infra/engine/prune/prune_plan.h"

namespace tl::engine {

/// A blob for a made-up pack.
struct PlannedBlob {
    std::uint32_t number = 0;  ///< Gives its ID.
    std::uint32_t length = 1000;
    BlobType type = BlobType::Data;
    bool isCompressed = true;
};

class PlanFixture {
  public:
    [[nodiscard]] static BlobHandle handleOf(std::uint32_t number, BlobType type = BlobType::Data) {
        BlobHandle handle{type, {}};
        std::memcpy(handle.id.digest.data(), &number, sizeof number);
        handle.id.digest.back() = std::byte{1};
        return handle;
    }

    /// A pack that the index lists and that is there.
    PackId addPack(std::span<const PlannedBlob> blobs) {
        const IndexedPack pack = makePack(blobs);
        index.addPack(pack);
        listed.push_back({pack.id, packSizeOf(pack.blobs)});
        return pack.id;
    }
    PackId addPack(std::initializer_list<PlannedBlob> blobs) {
        return addPack(std::span{blobs.begin(), blobs.size()});
    }
    /// A pack that only the index knows.
    PackId addMissingPack(std::initializer_list<PlannedBlob> blobs) {
        const IndexedPack pack = makePack(std::span{blobs.begin(), blobs.size()});
        index.addPack(pack);
        return pack.id;
    }
    /// A pack that no index knows.
    PackId addLeftover(std::uint64_t sizeBytes) {
        listed.push_back({nextPackId(), sizeBytes});
        return listed.back().id;
    }
    /// Packs of one used blob of `length` bytes each.
    std::vector<PackId> addUsedPacks(std::size_t count, std::uint32_t length) {
        std::vector<PackId> packs;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t number = kFillerBegin + filler_++;
            packs.push_back(addPack({{number, length}}));
            use({number});
        }
        return packs;
    }

    /// A snapshot needs these.
    void use(std::initializer_list<std::uint32_t> numbers, BlobType type = BlobType::Data) {
        for (const std::uint32_t number : numbers)
            needed.push_back(handleOf(number, type));
    }

    [[nodiscard]] PrunePlan plan() const {
        UsedBlobs used{index};
        for (const BlobHandle& handle : needed)
            (void)used.mark(handle);
        return planPrune(
            {.index = index, .packs = listed, .repositoryVersion = version, .options = options},
            used);
    }

    /// The numbers of the blobs that `plan` copies, in its order.
    [[nodiscard]] std::vector<std::uint32_t> copiesOf(const PrunePlan& plan) const {
        std::vector<std::uint32_t> numbers;
        for (const EntryNumber entry : plan.copies) {
            std::uint32_t number = 0;
            std::memcpy(&number, index.at(entry).blob.handle.id.digest.data(), sizeof number);
            numbers.push_back(number);
        }
        return numbers;
    }

    BlobIndex index;
    std::vector<ListedPack> listed;
    std::vector<BlobHandle> needed;
    PruneOptions options{.maxUnused = UnusedBytes{0}};
    std::uint32_t version = 2;

  private:
    static constexpr std::uint32_t kFillerBegin = 1'000'000;

    [[nodiscard]] PackId nextPackId() {
        PackId id;
        ++packs_;
        std::memcpy(id.digest.data(), &packs_, sizeof packs_);
        return id;
    }

    [[nodiscard]] IndexedPack makePack(std::span<const PlannedBlob> blobs) {
        IndexedPack pack{nextPackId(), {}};
        std::uint32_t offset = 0;
        for (const PlannedBlob& blob : blobs) {
            pack.blobs.push_back({.handle = handleOf(blob.number, blob.type),
                                  .offset = offset,
                                  .length = blob.length,
                                  .uncompressedLength = blob.isCompressed ? 2 * blob.length : 0});
            offset += blob.length;
        }
        return pack;
    }

    std::uint32_t packs_ = 0;
    std::uint32_t filler_ = 0;
};

}  // namespace tl::engine

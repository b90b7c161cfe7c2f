#include "infra/engine/prune/pack_uses.h"

#include <tuple>

#include "infra/engine/format/pack_header.h"

namespace tl::engine {

namespace {

class UseCounter {
  public:
    UseCounter(const BlobIndex& index,
               const UsedBlobs& used,
               const std::vector<std::optional<std::uint64_t>>& storedBytes)
        : index_{index},
          used_{used},
          uses_{std::vector<PackUse>(index.packCount()), EntrySet{index.blobCount()}, {}} {
        for (std::size_t i = 0; i < uses_.packs.size(); ++i) {
            uses_.packs[i].storedBytes = storedBytes[i];
            uses_.packs[i].usedBytes = kBoxOverhead + kHeaderLengthSize;
        }
    }

    PackUses count() {
        index_.forEachNumbered(
            [this](EntryNumber entry, const StoredBlob& stored) { addPlace(entry, stored.blob); });
        if (hasCopies_) choosePlaces();
        return std::move(uses_);
    }

  private:
    [[nodiscard]] PackUse& packOf(EntryNumber entry) {
        return uses_.packs[index_.packNumberOf(entry)];
    }

    void addPlace(EntryNumber entry, const PackedBlob& blob) {
        PackUse& pack = packOf(entry);
        pack.usedBytes += headerEntrySize(blob);
        (blob.handle.type == BlobType::Tree ? pack.hasTrees : pack.hasData) = true;
        pack.hasUncompressed = pack.hasUncompressed || !blob.isCompressed();
        if (used_.isUsed(entry) && !used_.hasCopies(entry)) {
            uses_.chosen.insert(entry);
            pack.usedBytes += blob.length;
            ++pack.usedBlobs;
            uses_.figures.bytes.used += blob.length;
            ++uses_.figures.blobs.used;
            return;
        }
        pack.unusedBytes += blob.length;
        ++pack.unusedBlobs;
        if (!used_.isUsed(entry)) {
            ++pack.needlessBlobs;
            uses_.figures.bytes.unused += blob.length;
            ++uses_.figures.blobs.unused;
            return;
        }
        // Until one of its places is chosen, each counts as superfluous.
        hasCopies_ = true;
        uses_.figures.bytes.duplicate += blob.length;
        ++uses_.figures.blobs.duplicate;
    }

    void choosePlaces() {
        EntrySet settled{index_.blobCount()};
        index_.forEachNumbered([&](EntryNumber entry, const StoredBlob& stored) {
            if (!used_.hasCopies(entry) || settled.contains(entry)) return;
            choose(bestPlace(stored.blob.handle, settled));
        });
    }

    EntryNumber bestPlace(const BlobHandle& handle, EntrySet& settled) {
        std::optional<EntryNumber> best;
        index_.visitPlaces(handle, [&](EntryNumber place) {
            settled.insert(place);
            if (!best || rank(packOf(place)) > rank(packOf(*best))) best = place;
        });
        return *best;
    }

    /// The higher, the better a place for a needed blob.
    [[nodiscard]] static std::tuple<bool, bool, std::uint64_t> rank(const PackUse& pack) {
        return {pack.storedBytes.has_value(), pack.needlessBlobs == 0, pack.usedBytes};
    }

    void choose(EntryNumber place) {
        const std::uint64_t length = index_.at(place).blob.length;
        PackUse& pack = packOf(place);
        uses_.chosen.insert(place);
        pack.usedBytes += length;
        ++pack.usedBlobs;
        pack.unusedBytes -= length;
        --pack.unusedBlobs;
        PruneFigures& figures = uses_.figures;
        figures.bytes.used += length;
        ++figures.blobs.used;
        figures.bytes.duplicate -= length;
        --figures.blobs.duplicate;
    }

    const BlobIndex& index_;
    const UsedBlobs& used_;
    PackUses uses_;
    bool hasCopies_ = false;
};

}  // namespace

PackUses countPackUses(const BlobIndex& index,
                       const UsedBlobs& used,
                       const std::vector<std::optional<std::uint64_t>>& storedBytes) {
    return UseCounter{index, used, storedBytes}.count();
}

}  // namespace tl::engine

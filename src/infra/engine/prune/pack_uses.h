// How much of each pack is needed: the first half of planning a prune.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/index/entry_set.h"
#include "infra/engine/prune/prune_figures.h"
#include "infra/engine/prune/used_blobs.h"

namespace tl::engine {

/// What the index and the snapshots say of one pack.
struct PackUse {
    std::optional<std::uint64_t> storedBytes{};  ///< Nothing: it is not there.
    std::uint64_t usedBytes = 0;                 ///< With the pack's header.
    std::uint64_t unusedBytes = 0;
    std::uint32_t usedBlobs = 0;
    std::uint32_t unusedBlobs = 0;
    std::uint32_t needlessBlobs = 0;  ///< Among the unused: those that no snapshot refers to.
    bool hasData = false;
    bool hasTrees = false;
    bool hasUncompressed = false;

    [[nodiscard]] std::uint64_t indexedBytes() const noexcept { return usedBytes + unusedBytes; }
    /// Whether it holds a copy of something needed, chosen or not.
    [[nodiscard]] bool hasNeeded() const noexcept {
        return usedBlobs + unusedBlobs > needlessBlobs;
    }
    [[nodiscard]] bool isDataOnly() const noexcept { return hasData && !hasTrees; }
    [[nodiscard]] bool isMixed() const noexcept { return hasData && hasTrees; }
};

/// Packs in the order of their numbers, and which places of blobs count.
struct PackUses {
    std::vector<PackUse> packs;
    EntrySet chosen;  ///< One place of each needed blob.
    PruneFigures figures;
};

/// Counts, and chooses one place for each needed blob: never in a pack that is missing if there is
/// another. `storedBytes` has the size of each pack of the index that is there.
[[nodiscard]] PackUses countPackUses(const BlobIndex& index,
                                     const UsedBlobs& used,
                                     const std::vector<std::optional<std::uint64_t>>& storedBytes);

}  // namespace tl::engine

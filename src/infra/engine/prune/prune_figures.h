// What a prune finds and what it does about it, in figures.

#pragma once

#include <cstdint>

#include "storage/backend.h"

namespace tl::engine {

/// Blobs, each stored copy counting.
struct PruneBlobs {
    std::uint64_t used = 0;       ///< One copy of each blob that a snapshot needs.
    std::uint64_t duplicate = 0;  ///< More copies of needed blobs.
    std::uint64_t unused = 0;
    std::uint64_t repack = 0;         ///< In the packs that are written anew…
    std::uint64_t repackRemoved = 0;  ///< …and those of them that are left out.
    std::uint64_t removed = 0;        ///< In the packs that are removed whole.
    bool operator==(const PruneBlobs&) const = default;

    [[nodiscard]] std::uint64_t total() const noexcept { return used + duplicate + unused; }
    [[nodiscard]] std::uint64_t removedTotal() const noexcept { return removed + repackRemoved; }
    [[nodiscard]] std::uint64_t remaining() const noexcept { return total() - removedTotal(); }
};

/// Bytes of the blobs that PruneBlobs counts, without what packs need beside them.
struct PruneBytes {
    std::uint64_t used = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t unused = 0;
    std::uint64_t unreferenced = 0;  ///< Packs that no index lists.
    std::uint64_t uncompressed = 0;  ///< Packs that stay and hold uncompressed blobs; format 2.
    std::uint64_t repack = 0;        ///< Packs that are written anew, whole.
    std::uint64_t repackRemoved = 0;
    std::uint64_t removed = 0;
    bool operator==(const PruneBytes&) const = default;

    [[nodiscard]] std::uint64_t total() const noexcept {
        return used + duplicate + unused + unreferenced;
    }
    [[nodiscard]] std::uint64_t removedTotal() const noexcept {
        return removed + repackRemoved + unreferenced;
    }
    [[nodiscard]] std::uint64_t remaining() const noexcept { return total() - removedTotal(); }
    [[nodiscard]] std::uint64_t remainingUnused() const noexcept {
        return duplicate + unused - removed - repackRemoved;
    }
};

struct PrunePacks {
    std::uint64_t used = 0;  ///< All of it is needed.
    std::uint64_t unused = 0;
    std::uint64_t partlyUsed = 0;
    std::uint64_t unreferenced = 0;
    std::uint64_t kept = 0;
    std::uint64_t repack = 0;
    std::uint64_t removed = 0;  ///< Whole; without the unreferenced.
    bool operator==(const PrunePacks&) const = default;

    [[nodiscard]] std::uint64_t total() const noexcept {
        return used + unused + partlyUsed + unreferenced;
    }
    [[nodiscard]] std::uint64_t removedTotal() const noexcept { return removed + unreferenced; }
};

struct PruneFigures {
    PruneBlobs blobs{};
    PruneBytes bytes{};
    PrunePacks packs{};
    /// What killed writers left beside the repository's files: removed, and part of no other
    /// figure.
    storage::Leftovers leftovers{};
    bool operator==(const PruneFigures&) const = default;
};

}  // namespace tl::engine

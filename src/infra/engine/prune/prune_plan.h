// What a prune is going to do. It is data: shown, tested, then executed.
//
// The method. Every pack of the repository is put into one of these classes:
//
//   unreferenced   no index lists it: a leftover of something interrupted    removed
//   unused         it holds nothing that a snapshot needs                    removed
//   repacked       what is needed of it is copied to new packs               copied, then removed
//   kept           the rest
//
// A blob that is stored several times is needed once. Its best place is chosen: in a pack that
// holds nothing useless, so that packs which an interrupted prune has written are kept and the old
// ones go; else in a pack that is needed anyway. The other places count as useless.
//
// A pack is a candidate for repacking when part of it is useless, when it mixes trees and data,
// when it should be compressed and is not, or when it is small and there are at least ten such.
// Packs of trees come first, then small ones, then those with the largest useless share: they give
// back most space for what is copied. The walk over the candidates ends with `maxRepackBytes`, and
// useless data is left when not more than `maxUnused` of it remains.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "infra/engine/format/id.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/prune/prune_figures.h"
#include "infra/engine/prune/prune_options.h"
#include "infra/engine/prune/used_blobs.h"
#include "infra/platform/clock.h"
#include "storage/backend.h"

namespace tl::engine {

/// A pack that is there.
struct ListedPack {
    PackId id;
    std::uint64_t sizeBytes = 0;
};

struct PrunePlan {
    std::vector<PackId> unreferenced{};
    std::vector<PackId> unused{};
    std::vector<PackId> repacked{};
    /// Packs of the index that are not there and that nobody needs: the index forgets them.
    std::vector<PackId> missing{};
    /// What is copied out of `repacked`: by pack, and in each pack by offset.
    std::vector<EntryNumber> copies{};
    /// Leftovers that were last written to before this go.
    WallTime leftoversBefore{};
    PruneFigures figures{};

    /// Whether index files have to change.
    [[nodiscard]] bool changesIndex() const noexcept {
        return !unused.empty() || !repacked.empty() || !missing.empty();
    }
};

/// How old a file under a temporary name must be to be nobody's any more. A writer at work writes
/// all the time, so that an hour would do; a day also allows for clocks that disagree, and for a
/// machine that slept. Should a writer come back even later, its file is gone, its save fails, and
/// nothing that was ever stored is touched.
inline constexpr std::int64_t kLeftoverAgeSeconds = 86400;

struct PruneSetting {
    const BlobIndex& index;
    std::span<const ListedPack> packs;  ///< All that are there.
    std::uint32_t repositoryVersion = 2;
    const PruneOptions& options;
    storage::Leftovers leftovers{};  ///< Those from before `leftoversBefore`.
    WallTime leftoversBefore{};
};

/// **Errors:** Corrupted when a pack that is needed is missing or has another size than its blobs.
[[nodiscard]] PrunePlan planPrune(const PruneSetting& setting, const UsedBlobs& used);

}  // namespace tl::engine

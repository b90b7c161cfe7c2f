// Doing what a plan says, in an order in which nothing can be lost.
//
// 1. What is needed of the repacked packs is stored in new packs.
// 2. New index files are stored: they list the new packs, and of the old ones those that stay.
// 3. The index files that they replace are removed.
// 4. Packs are removed: repacked, unused and unreferenced; and leftovers under temporary names.
//
// At any moment every needed blob is in a pack that is there and that an index file lists. An end
// after 1 leaves copies that the next prune prefers to the originals, after 2 index files that say
// the same twice, after 3 packs that no index lists. Nothing is deleted before all that is to be
// kept has been read, found right and stored again; unreferenced packs go last, too, because they
// may hold what turns out to be damaged elsewhere.
//
// On a disk that is full to the last byte nothing can be stored. DeleteFirst is for it: index files
// go first, then packs, and the new index comes last, from memory. An end in between leaves a
// repository without some of its index, which `repair index` makes anew.

#pragma once

#include <cstdint>
#include <stop_token>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/pack/blob_packer.h"
#include "infra/engine/prune/prune_plan.h"
#include "infra/engine/prune/prune_reporter.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/clock.h"

namespace tl::engine {

enum class PruneOrder : std::uint8_t { StoreFirst, DeleteFirst };

struct PruneExecution {
    const Repository& repository;
    const BlobIndex& index;  ///< That the plan was made with.
    const PrunePlan& plan;   ///< For DeleteFirst, one that repacks nothing (asserted).
    BlobPackingOptions packing;
    std::size_t packSizeBytes = std::size_t{16} << 20U;
    PruneOrder order = PruneOrder::StoreFirst;
    Clock& clock;
};

/// Needs an exclusive lock. A pack that cannot be removed is a warning: the next prune removes it.
/// **Errors:** Corrupted when a needed blob cannot be read: then nothing has been deleted.
void executePrune(const PruneExecution& execution,
                  PruneReporter& reporter,
                  const std::stop_token& stop);

}  // namespace tl::engine

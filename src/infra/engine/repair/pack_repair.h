// Saving what is good in damaged packs.
//
// Every blob that still decrypts and has the right SHA-256 goes into a new pack, whoever knows of
// it: the index or the pack's own header. Then the index forgets the old packs, and last they are
// removed.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/blob.h"
#include "infra/engine/repair/new_blobs.h"
#include "infra/engine/repair/repair_reporter.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/clock.h"

namespace tl::engine {

struct PackRepairReport {
    std::size_t savedBlobs = 0;
    std::vector<BlobHandle> lostBlobs{};  ///< Those that no other pack has either, sorted.
    std::size_t removedPacks = 0;
    /// Parts of them could not be read for a reason that may pass, so they are still there, listed
    /// by no index.
    std::vector<PackId> keptPacks{};
};

/// Repairs each of `packs`, be it in the index, in the repository, or both. Needs an exclusive
/// lock. **Errors:** Corrupted for a damaged index file: `repair index` comes first.
[[nodiscard]] PackRepairReport repairPacks(const Repository& repository,
                                           const Clock& clock,
                                           std::span<const PackId> packs,
                                           const StoringOptions& options,
                                           RepairReporter& reporter,
                                           const std::stop_token& stop);

}  // namespace tl::engine

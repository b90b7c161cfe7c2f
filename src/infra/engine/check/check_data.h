// The last part of a check: reading packs whole.

#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>

#include "infra/engine/check/check_index.h"
#include "infra/engine/check/check_packs.h"
#include "infra/engine/check/check_reporter.h"
#include "infra/engine/format/blob.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// Places of blobs that do not give the blob back.
struct BadPlaces {
    std::unordered_set<PackId> missingPacks;
    std::unordered_map<PackId, std::unordered_set<BlobHandle>> damaged;
};

/// What is to be read.
struct DataToCheck {
    std::span<const PackId> packs{};  ///< In this order.
    const PackSizes& sizes;           ///< Knows all of them.
    /// Told of each pack that was read whole, from any thread, several calls at once. May be empty.
    std::function<void(const PackId& pack, bool isSound)> onRead{};
};

/// Reads packs and verifies them, by several threads. One with a problem is read once more before
/// it is reported. Adds to `bad` what does not read.
void checkData(const Repository& repository,
               const CheckedIndex& index,
               const DataToCheck& data,
               BadPlaces& bad,
               CheckReporter& reporter,
               const std::stop_token& stop);

/// The data blobs of which no good place is known.
[[nodiscard]] std::unordered_set<BlobHandle> findLostBlobs(const BlobIndex& index,
                                                           const BadPlaces& bad);

}  // namespace tl::engine

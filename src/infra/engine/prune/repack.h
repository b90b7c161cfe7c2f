// Copying blobs to new packs.
//
// Each thread reads a range of a pack, opens the boxes in it, checks each blob by its hash and
// seals it into a new pack. What is compressed is not compressed again: the check decompresses it
// piece by piece. A copy that turns out to be damaged is replaced by any other that the index
// knows.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/blob_packer.h"
#include "infra/engine/prune/prune_reporter.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/clock.h"

namespace tl::engine {

struct RepackSetting {
    const Repository& repository;
    const BlobIndex& index;
    IndexWriter& indexWriter;  ///< Is told of the new packs.
    BlobPackingOptions packing;
    std::size_t packSizeBytes = std::size_t{16} << 20U;
    Clock& clock;
};

/// Copies `blobs`, which come by pack and in each pack by offset. When it returns, all are stored,
/// though the last packs may not be in an index file yet; when it throws, what could be stored is,
/// and is in an index.
/// **Errors:** Corrupted when no copy of a blob can be read; what the backend throws.
void repackBlobs(const RepackSetting& setting,
                 std::span<const EntryNumber> blobs,
                 PruneReporter& reporter,
                 const std::stop_token& stop);

}  // namespace tl::engine

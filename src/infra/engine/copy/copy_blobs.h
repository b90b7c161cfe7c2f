// Copying blobs from one repository to another.
//
// Each thread reads a range of a pack of the source, opens the boxes in it, checks each blob by its
// hash and seals it for the destination. Nothing goes to a disk on the way. A blob that is
// compressed stays so, unless another compression was asked for or the destination's format knows
// none. A copy that turns out to be damaged is replaced by any other that the source has.

#pragma once

#include <cstddef>
#include <stop_token>
#include <vector>

#include "infra/engine/copy/copy_plan.h"
#include "infra/engine/copy/copy_progress.h"
#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/blob_packer.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/clock.h"

namespace tl::engine {

struct CopyDestination {
    const Repository& repository;
    IndexWriter& indexWriter;
    Clock& clock;
    BlobPackingOptions packing;
    std::size_t packSizeBytes = std::size_t{16} << 20U;
};

/// Copies all of `batch`, but for the blobs of which the source has no good copy: it returns these.
/// When this returns, the others are stored and listed in an index; when it throws, what could be
/// stored is, so that the next run finds it. **Errors:** what the backends throw.
[[nodiscard]] std::vector<EntryNumber> copyBlobs(const CopySource& source,
                                                 const CopyDestination& destination,
                                                 const CopyBatch& batch,
                                                 CopyProgress& progress,
                                                 const std::stop_token& stop);

}  // namespace tl::engine

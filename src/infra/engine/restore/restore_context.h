// What all parts of a running restore share.

#pragma once

#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"
#include "infra/engine/restore/metadata_writer.h"
#include "infra/engine/restore/restore_plan.h"
#include "infra/engine/restore/restore_progress.h"
#include "infra/platform/directory.h"

namespace tl::engine {

/// Whether long runs of zeros in new files become holes.
enum class Holes : std::uint8_t { No, Yes };

class ReplacedKeeper;

/// Borrows everything.
struct RestoreContext {
    const Repository& repository;
    const BlobIndex& index;
    const RestorePlan& plan;
    Directory& target;
    const MetadataWriter& metadata;
    RestoreProgress& progress;
    Holes holes = Holes::No;
    /// Keeps what is replaced; may be null: then it is gone.
    ReplacedKeeper* replaced = nullptr;
};

}  // namespace tl::engine

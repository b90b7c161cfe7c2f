// What several sources say that a pack holds, put together.

#pragma once

#include <span>
#include <vector>

#include "infra/engine/format/blob.h"

namespace tl::engine {

/// Adds those of `more` that `blobs` lacks. `blobs` comes out in the order of offsets.
void unite(std::vector<PackedBlob>& blobs, std::span<const PackedBlob> more);

}  // namespace tl::engine

// What changed from one snapshot to another.

#pragma once

#include <stop_token>

#include "infra/engine/compare/comparison.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

struct TreePair {
    BlobId before;
    BlobId after;
};

/// Compares two trees; folders that are one tree are not looked into. Paths begin with "/", which
/// is the folder of the trees. **Errors:** NotFound, Corrupted, for the trees themselves;
/// Cancelled; what the listener throws.
[[nodiscard]] ComparisonFigures compareTrees(const Repository& repository,
                                             const BlobIndex& index,
                                             const TreePair& trees,
                                             MetadataChanges metadata,
                                             ComparisonListener& listener,
                                             const std::stop_token& stop);

/// Whether two nodes say the same of all but the content. Of times, the instant counts, not the
/// zone that it was written in.
[[nodiscard]] bool isSameButForContent(const Node& left, const Node& right);

}  // namespace tl::engine

// An open file of a snapshot: reads any range of its content, and ahead of who reads on.

#pragma once

#include <memory>
#include <vector>

#include "infra/engine/mount/content_cache.h"
#include "infra/platform/mounted_files.h"

namespace tl::engine {

/// `cache` must outlive the file. **Errors:** NotFound for a blob that no index lists.
[[nodiscard]] std::unique_ptr<MountedFile> makeSnapshotFile(std::vector<BlobId> content,
                                                            SharedIndex index,
                                                            ContentCache& cache);

}  // namespace tl::engine

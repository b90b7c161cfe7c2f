// Comparing a file with the content that a plan has for it, blob by blob.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>

#include "infra/engine/compare/content_on_disk.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/restore/restore_plan.h"
#include "infra/platform/file.h"

namespace tl::engine {

/// Keeps its buffer, so a thread should keep one. **Threads:** one at a time.
class ContentComparer {
  public:
    /// Both must outlive the object.
    ContentComparer(const RestorePlan& plan, const BlobIndex& index);

    /// Reads `opened` and calls `visit` for each blob (a number in RestorePlan::blobs) of `file`
    /// with its size and whether it is there, in its place. **Errors:** those of File; Cancelled.
    using Visitor = std::function<void(std::size_t blob, std::uint64_t sizeBytes, bool isThere)>;
    void compare(const PlannedFile& file,
                 const File& opened,
                 const Visitor& visit,
                 const std::stop_token& stop);

  private:
    const RestorePlan& plan_;
    const BlobIndex& index_;
    ContentOnDisk content_;
};

}  // namespace tl::engine

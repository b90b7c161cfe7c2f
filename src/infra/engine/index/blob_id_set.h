// A set of blob IDs at 43 to 54 bytes each, where std::unordered_set needs twice as much.

#pragma once

#include <cstddef>
#include <vector>

#include "infra/engine/format/id.h"

namespace tl::engine {

class BlobIdSet {
  public:
    /// Returns false when `id` was there already.
    bool insert(const BlobId& id);
    [[nodiscard]] bool contains(const BlobId& id) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return count_ + (hasZero_ ? 1 : 0); }

  private:
    /// The slot that holds `id`, or the empty one where it belongs.
    [[nodiscard]] std::size_t slotOf(const BlobId& id) const noexcept;
    void grow();

    std::vector<BlobId> slots_;  ///< Zero: empty. At most 3/4 full.
    std::size_t count_ = 0;
    bool hasZero_ = false;  ///< The zero ID has no slot.
};

}  // namespace tl::engine

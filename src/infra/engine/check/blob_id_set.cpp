#include "infra/engine/check/blob_id_set.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tl::engine {

namespace {

constexpr std::size_t kFirstSize = 1024;

}  // namespace

bool BlobIdSet::insert(const BlobId& id) {
    if (id.isZero()) return !std::exchange(hasZero_, true);
    if (4 * (count_ + 1) > 3 * slots_.size()) grow();
    BlobId& slot = slots_[slotOf(id)];
    if (slot == id) return false;
    slot = id;
    ++count_;
    return true;
}

bool BlobIdSet::contains(const BlobId& id) const noexcept {
    if (id.isZero()) return hasZero_;
    return !slots_.empty() && slots_[slotOf(id)] == id;
}

std::size_t BlobIdSet::slotOf(const BlobId& id) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<BlobId>{}(id)&mask;
    while (!slots_[slot].isZero() && slots_[slot] != id)
        slot = (slot + 1) & mask;
    return slot;
}

void BlobIdSet::grow() {
    std::vector<BlobId> old(std::max(kFirstSize, 2 * slots_.size()));
    std::swap(old, slots_);
    for (const BlobId& id : old)
        if (!id.isZero()) slots_[slotOf(id)] = id;
}

}  // namespace tl::engine

#include "infra/engine/index/blob_id_set.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

namespace tl::engine {

namespace {

constexpr std::size_t kFirstSize = 64;

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
    // IDs that come sorted must not fill the slots from one end, so their bits are mixed.
    constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
    const std::uint64_t mixed = (std::hash<BlobId>{}(id)*kOdd) >> 32U;
    auto slot = static_cast<std::size_t>((mixed * slots_.size()) >> 32U);
    while (!slots_[slot].isZero() && slots_[slot] != id)
        slot = slot + 1 == slots_.size() ? 0 : slot + 1;
    return slot;
}

void BlobIdSet::grow() {
    // By a quarter: doubling would leave half of the memory empty most of the time.
    std::vector<BlobId> old(std::max(kFirstSize, slots_.size() / 4 * 5));
    std::swap(old, slots_);
    for (const BlobId& id : old)
        if (!id.isZero()) slots_[slotOf(id)] = id;
}

}  // namespace tl::engine

#include "infra/engine/archive/pending_tree.h"

#include <utility>

#include "infra/errors/assert.h"

namespace tl::engine {

void PendingTree::deliver(std::size_t slot, std::optional<Node> node) {
    if (node) ++nodeCount_;
    const MutexLock lock{mutex_};
    if (slot != nextSlot_) {
        waiting_.emplace(slot, std::move(node));
        return;
    }
    if (node) writer_.add(*node);
    ++nextSlot_;
    while (!waiting_.empty() && waiting_.begin()->first == nextSlot_) {
        const auto next = waiting_.extract(waiting_.begin());
        if (next.mapped()) writer_.add(*next.mapped());
        ++nextSlot_;
    }
}

std::string PendingTree::finish() {
    const MutexLock lock{mutex_};
    TL_ASSERT(waiting_.empty());
    return writer_.finish();
}

}  // namespace tl::engine

#include "storage/limit/call_slots.h"

#include "infra/errors/error.h"

namespace tl::storage {

void CallSlots::take(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    if (!freed_.wait(lock, stop, [this] { return free_ > 0; })) throw Cancelled{};
    --free_;
}

void CallSlots::giveBack() {
    {
        const std::scoped_lock lock{mutex_};
        ++free_;
    }
    freed_.notify_one();
}

}  // namespace tl::storage

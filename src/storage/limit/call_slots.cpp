#include "storage/limit/call_slots.h"

#include "infra/errors/error.h"

namespace tl::storage {

void CallSlots::take(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    if (!freed_.wait(lock, stop, [this] { return taken_ < count_; })) throw Cancelled{};
    ++taken_;
}

void CallSlots::giveBack() {
    {
        const std::scoped_lock lock{mutex_};
        --taken_;
    }
    freed_.notify_one();
}

void CallSlots::setCount(std::size_t count) {
    {
        const std::scoped_lock lock{mutex_};
        count_ = count;
    }
    freed_.notify_all();
}

}  // namespace tl::storage

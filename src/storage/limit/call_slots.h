// So many calls at once and no more.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>

namespace tl::storage {

/// **Threads:** safe from any.
class CallSlots {
  public:
    /// `count` is at least 1.
    explicit CallSlots(std::size_t count) : count_{count} {}

    /// Waits for a slot. **Errors:** Cancelled on stop.
    void take(const std::stop_token& stop);
    void giveBack();
    /// There are so many from now on; those that were taken stay.
    void setCount(std::size_t count);

  private:
    std::mutex mutex_;
    std::condition_variable_any freed_;
    std::size_t count_;  ///< Guarded by mutex_, as all below.
    std::size_t taken_ = 0;
};

/// Holds a slot for its scope.
class TakenSlot {
  public:
    TakenSlot(CallSlots& slots, const std::stop_token& stop) : slots_{slots} { slots_.take(stop); }
    ~TakenSlot() { slots_.giveBack(); }
    TakenSlot(const TakenSlot&) = delete;
    TakenSlot& operator=(const TakenSlot&) = delete;

  private:
    CallSlots& slots_;
};

}  // namespace tl::storage

// Wakes a thread that waits in poll() for something else, from another thread or a signal handler.

#pragma once

namespace tl {

/// A pipe that is readable from a wake() on, until a reset().
class WakePipe {
  public:
    /// **Errors:** ResourceExhausted.
    WakePipe();
    ~WakePipe();
    WakePipe(const WakePipe&) = delete;
    WakePipe& operator=(const WakePipe&) = delete;

    /// **Threads:** from any, and from signal handlers.
    void wake() const noexcept;

    /// Forgets all wakes so far.
    void reset() const noexcept;

    /// To be polled for input. For code of this folder only.
    [[nodiscard]] int descriptor() const noexcept { return readEnd_; }

  private:
    int readEnd_ = -1;
    int writeEnd_ = -1;
};

}  // namespace tl

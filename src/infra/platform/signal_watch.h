// The signals that ask a program to end, as something to wait for. A handler may do next to
// nothing, so it only wakes a thread that may do more.

#pragma once

#include <stop_token>

#include "infra/platform/wake_pipe.h"

namespace tl {

/// While it lives, SIGINT and SIGTERM are reported here instead of ending the process; SIGINT after
/// either of them ends it at once with status 130, for a user who will not wait. SIGHUP and SIGPIPE
/// are ignored: restic sends the first to find out whether the owner of a lock is alive, and the
/// second is an error of write() that somebody handles.
///
/// This holds even when the program was started with these signals ignored, as shells do for
/// commands in the background. At most one at a time in a process.
class SignalWatch {
  public:
    /// **Errors:** ResourceExhausted.
    SignalWatch();
    /// Puts back what was before.
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    /// Returns when a signal to end has come. **Errors:** Cancelled on stop; Unavailable.
    void wait(const std::stop_token& stop) const;

  private:
    WakePipe pipe_;
};

}  // namespace tl

// Turns SIGINT and SIGTERM into a stop of what the program does.

#pragma once

#include <stop_token>
#include <thread>

#include "infra/platform/signal_watch.h"

namespace tl {

/// While it lives, SIGINT and SIGTERM request a stop; SIGINT after that ends the process at once
/// (see SignalWatch). At most one at a time in a process.
class StopOnSignals {
  public:
    /// Requests the stop through `source`, of which it keeps a copy. **Errors:** ResourceExhausted.
    explicit StopOnSignals(std::stop_source source);

  private:
    SignalWatch watch_;
    std::jthread thread_;  ///< Ends, and is joined, before the watch.
};

}  // namespace tl

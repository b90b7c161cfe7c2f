// Waiting for a descriptor, but no longer than until a stop. Nobody outside this folder includes
// this.

#pragma once

#include <stop_token>

namespace tl::posix {

/// Returns when `descriptor` has input, or its other end is closed. **Errors:** Cancelled on stop;
/// Unavailable.
void waitForInput(int descriptor, const std::stop_token& stop);

}  // namespace tl::posix

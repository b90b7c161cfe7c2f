// Waiting for the descriptors of libraries that do their own reading and writing.

#pragma once

#include <chrono>
#include <stop_token>

namespace tl {

/// Which of two things a descriptor is waited for, or can do now.
struct Readiness {
    bool canRead = false;  ///< Also true when the other end is gone or an error is pending.
    bool canWrite = false;

    [[nodiscard]] bool isAny() const noexcept { return canRead || canWrite; }
    bool operator==(const Readiness&) const = default;
};

/// Returns what of `wanted` the descriptor can do, as soon as it can do any of it; nothing of it
/// when `timeMax` has passed. Without waiting for zero or less. **Errors:** Cancelled on stop,
/// within a tenth of a second; Unavailable.
[[nodiscard]] Readiness waitUntilReady(int descriptor,
                                       Readiness wanted,
                                       std::chrono::milliseconds timeMax,
                                       const std::stop_token& stop);

}  // namespace tl

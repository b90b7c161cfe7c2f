// Tries again what failed for a reason that may pass: a lost connection, a server that starts anew
// or asks to slow down. What will not pass, such as refused credentials or a full disk, fails at
// once.
//
// Bytes that arrive but are wrong are no business of this: only who knows what a file must hold can
// tell, and the engine reads it a second time (withSecondLook) before it calls anything damaged.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "storage/backend.h"
#include "storage/retry/backoff.h"

namespace tl::storage {

/// A call failed and will be made again.
struct RetryNotice {
    std::string call;                  ///< Such as "saving data/4f2e…".
    std::string reason;                ///< What the backend said.
    std::chrono::nanoseconds wait{0};  ///< Until the next try.
};

/// **Threads:** called from whichever thread made the call.
using RetryListener = std::function<void(const RetryNotice& notice)>;

/// A save that failed may have stored the file all the same, its answer lost, or half of it. When
/// the next try finds the name taken, the content is read back: equal is success; anything else
/// under this name is what remains of the save, is removed, and the save begins anew. The one file
/// whose name is not made from its content, Config, is left alone.
///
/// A file that could not be read in all the time a call has is read but once in later calls, until
/// that works: else each reader of a damaged place would wait as long again.
///
/// `clock` and `random` must outlive the result.
[[nodiscard]] std::unique_ptr<Backend> makeRetrying(std::unique_ptr<Backend> inner,
                                                    const RetryPolicy& policy,
                                                    Clock& clock,
                                                    Random& random,
                                                    RetryListener listener);

}  // namespace tl::storage

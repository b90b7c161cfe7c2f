// The one way in which a requested stop ends an operation.

#pragma once

#include <stop_token>

#include "infra/errors/error.h"

namespace tl {

/// Throws Cancelled when a stop is requested.
inline void throwIfStopped(const std::stop_token& stop) {
    if (stop.stop_requested()) throw Cancelled{};
}

}  // namespace tl

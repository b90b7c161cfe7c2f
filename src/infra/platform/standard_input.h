// This process's standard input.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>

namespace tl {

/// Fills `out` as far as the input goes; returns how many bytes, which is less than `out.size()`
/// only at its end. **Errors:** Cancelled on stop; Unavailable. **Threads:** one at a time.
[[nodiscard]] std::size_t readStandardInput(std::span<std::byte> out, const std::stop_token& stop);

}  // namespace tl

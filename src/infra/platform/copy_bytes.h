// Copying of much data. std::ranges::copy over bytes is a loop of single bytes with the compilers
// that we build with (gcc 12), which took a quarter of a restore's time from a server.

#pragma once

#include <cassert>
#include <cstddef>
#include <cstring>
#include <span>

namespace tl {

/// Copies `from` to the beginning of `to`, which must be at least as long and must not overlap.
inline void copyBytes(std::span<const std::byte> from, std::span<std::byte> to) noexcept {
    assert(from.size() <= to.size());
    // Of an empty range the address may be null, which memcpy does not take.
    if (!from.empty()) std::memcpy(to.data(), from.data(), from.size());
}

}  // namespace tl

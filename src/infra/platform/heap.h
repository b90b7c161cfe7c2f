// The process's heap.

#pragma once

#include <cstddef>
#include <span>

namespace tl {

/// Makes the C library give large freed blocks back to the system at once. glibc raises its limits
/// for that when it sees a large block freed, and deriving a key frees one of 32 MiB: from then on
/// every freed chunk buffer stays with the process. To be called first in main(). Does nothing on
/// other systems.
void returnFreedMemory() noexcept;

/// Gives the whole pages within `bytes` back to the system, which gives fresh ones when they are
/// touched again: what they held is lost. Does nothing on systems that cannot.
void discardPages(std::span<std::byte> bytes) noexcept;

/// Asks for large pages under the whole of `bytes`, which is fresh and will be used to its end:
/// fewer faults while it is filled, fewer misses when it is read here and there. A wish: does
/// nothing on systems that cannot.
void wishLargePages(std::span<std::byte> bytes) noexcept;

}  // namespace tl

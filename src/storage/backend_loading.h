// Reads a whole file whose size only a server tells: a lie costs no more memory than a step.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace tl::storage {

/// Reads from `offset` on into all of a room; returns how many bytes it got, fewer only at the
/// file's end.
using ReadStep = std::function<std::size_t(std::uint64_t offset, std::span<std::byte> room)>;

/// As much of `sizeBytes` as the file really has. **Errors:** what `read` throws.
[[nodiscard]] std::vector<std::byte> loadInSteps(std::uint64_t sizeBytes, const ReadStep& read);

}  // namespace tl::storage

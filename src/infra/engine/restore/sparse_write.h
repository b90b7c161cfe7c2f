// Writing without the zeros: what is not written into a new file reads as zeros and takes no room.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "infra/platform/file.h"

namespace tl::engine {

/// Writes `content` at `offset` but for blocks of zeros. The file has its final size already, and
/// nothing but zeros there. **Errors:** those of File.
void writeWithHoles(File& file, std::uint64_t offset, std::span<const std::byte> content);

}  // namespace tl::engine

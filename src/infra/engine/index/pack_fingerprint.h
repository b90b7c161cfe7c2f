// Tells different lists of one pack's blobs apart without keeping them.

#pragma once

#include <cstdint>

#include "infra/engine/format/index_file.h"

namespace tl::engine {

/// The same for the same blobs at the same places, in whatever order they are listed; for other
/// lists another number, but for an accident in 2^64.
[[nodiscard]] std::uint64_t fingerprintOf(const IndexedPack& pack) noexcept;

}  // namespace tl::engine

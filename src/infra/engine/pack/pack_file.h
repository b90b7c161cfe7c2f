// Reading what a pack says it holds.

#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "infra/engine/format/blob.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// The blobs that the header of a pack of `sizeBytes` lists; nothing when there is no such pack.
/// **Errors:** Corrupted when the header cannot be read or does not fit the size.
[[nodiscard]] std::optional<std::vector<PackedBlob>> tryReadPackHeader(const Repository& repository,
                                                                       const PackId& pack,
                                                                       std::uint64_t sizeBytes,
                                                                       const std::stop_token& stop);

}  // namespace tl::engine

// How packs are to be written, from what a caller says of the repository.

#pragma once

#include <cstddef>

#include "infra/engine/pack/blob_packer.h"
#include "services/repository/repository_access.h"

namespace tl::services {

/// What was asked for, or less where memory is scarce. **Errors:** InvalidInput when it is not from
/// 4 to 128 MiB.
[[nodiscard]] std::size_t packSizeBytesOf(const RepositoryAccess& access);

[[nodiscard]] engine::BlobPackingOptions packingOptionsOf(const RepositoryAccess& access);

}  // namespace tl::services

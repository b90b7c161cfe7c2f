// What tests of damage and repair ask about a repository.

#pragma once

#include <map>
#include <string>

#include "infra/engine/format/blob.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "storage/backend.h"

namespace tl::services {

/// The pack that holds most blobs of the type.
[[nodiscard]] storage::FileId packOf(const ServiceContext& context,
                                     const RepositoryAccess& access,
                                     engine::BlobType type);

/// The root trees of all snapshots that can be read, by the snapshots' IDs.
[[nodiscard]] std::map<std::string, engine::BlobId> treesOf(const ServiceContext& context,
                                                            const RepositoryAccess& access);

}  // namespace tl::services

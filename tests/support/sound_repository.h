// Whether a repository is as good as if nothing had ever gone wrong.

#pragma once

#include <string>
#include <vector>

#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"

namespace tl::services {

/// Checks index, packs, trees and all data; returns the errors found. Removes all locks before, as
/// a user would whose other programs have ended.
[[nodiscard]] std::vector<std::string> findErrors(const ServiceContext& context,
                                                  const RepositoryAccess& access);

/// The blobs that are in more than one place of the repository, whether an index lists that or not.
[[nodiscard]] std::vector<std::string> findBlobsStoredTwice(const ServiceContext& context,
                                                            const RepositoryAccess& access);

/// Restores every listed snapshot to a folder that is gone afterwards, and reads what it wrote
/// again; returns what went wrong.
[[nodiscard]] std::vector<std::string> restoreAll(const ServiceContext& context,
                                                  const RepositoryAccess& access);

}  // namespace tl::services

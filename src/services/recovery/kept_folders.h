// Where restores keep what they replaced, as far as the history tells: a restore notes each folder
// in its lines, before it replaces anything.

#pragma once

#include <string>
#include <vector>

#include "services/catalog_access.h"

namespace tl::services {

/// The line of a restore in the history that names such a folder.
[[nodiscard]] std::string keptLine(const std::string& folder);

struct KeptFolder {
    std::string path{};
    std::string repository{};  ///< The name of that which was restored from.
};

/// The repository's name, for an ID, the beginning of one, or a folder of kept ones or the one that
/// it is in; empty when it is not known. **Errors:** as CatalogAccess.
[[nodiscard]] std::string repositoryOfKept(CatalogAccess& access, const std::string& which);

/// Those of this machine's restores that are there, the newest first. None where there is no
/// catalog. **Errors:** as CatalogAccess.
[[nodiscard]] std::vector<KeptFolder> findKeptFolders(CatalogAccess& access);

}  // namespace tl::services

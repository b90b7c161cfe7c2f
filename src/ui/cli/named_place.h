// The name of a repository where a location may stand (blueprint D2).

#pragma once

#include <optional>
#include <string>

#include "services/repository/named_repositories.h"
#include "ui/cli/console.h"

namespace tl::cli {

/// What a person said of a repository's place.
struct NamedPlace {
    std::string location;
    std::optional<services::RepositoryDefinition> definition{};  ///< If it was a name.
};

/// Reads `text` as `-r` takes it: the name of a repository in the catalog, unless there is a file
/// or folder of this name here, which restic's meaning of `-r` is; that both are there is told.
/// What has a slash or a colon is a location, for which no catalog is opened.
/// **Errors:** as NamedRepositories, but none where such a folder is here.
[[nodiscard]] NamedPlace findPlace(const std::string& text,
                                   services::NamedRepositories& names,
                                   Console& console);

}  // namespace tl::cli

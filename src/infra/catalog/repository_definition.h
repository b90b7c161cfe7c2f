// A repository that has a name: where it is and how to get in, without any secret.

#pragma once

#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct RepositoryDefinition {
    std::string name{};
    std::string description{};
    std::string location{};           ///< As restic's `-r`.
    std::string passwordKind{};       ///< "", "file", "command" or "plugin".
    std::string passwordReference{};  ///< A path; a command; the names of a plugin and a secret.
    std::string keyHint{};            ///< The ID of the key to try first.
    TextMap options{};                ///< `-o key=value`.
    bool operator==(const RepositoryDefinition&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(RepositoryDefinition& definition);

}  // namespace tl::catalog

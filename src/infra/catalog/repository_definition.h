// A repository that has a name: where it is and how to get in, without any secret.

#pragma once

#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct RepositoryDefinition {
    std::string name{};
    std::string description{};
    std::string location{};           ///< As restic's `-r`.
    std::string passwordKind{};       ///< "", "file", "command", "keyring", "vault", "plugin".
    std::string passwordReference{};  ///< As in a reference to a secret, behind the colon.
    std::string keyHint{};            ///< The ID of the key to try first.
    TextMap options{};                ///< `-o key=value`.
    std::string regionRule{};         ///< Where it may be; empty: as the rule for all says.
    bool operator==(const RepositoryDefinition&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(RepositoryDefinition& definition);

}  // namespace tl::catalog

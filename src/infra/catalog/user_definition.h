// Who may use the system from outside, and as what.

#pragma once

#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct UserDefinition {
    std::string name{};
    std::string description{};  ///< Such as the whole name.
    std::string role{};         ///< "admin", "operator" or "viewer".
    std::string
        passwordHash{};  ///< scrypt, with its salt and parameters; empty: no login with one.
    bool isBlocked = false;
    bool operator==(const UserDefinition&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(UserDefinition& definition);

}  // namespace tl::catalog

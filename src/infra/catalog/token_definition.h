// What a program shows in place of a password.

#pragma once

#include <cstdint>
#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct TokenDefinition {
    std::string name{};
    std::string description{};
    std::string user{};
    Texts scopes{};      ///< What it may be used for.
    std::string hash{};  ///< SHA-256 of the token, which has 256 random bits: 64 hex digits.
    std::int64_t createdAt = 0;   ///< Microseconds since 1970, as all times here.
    std::int64_t expiresAt = 0;   ///< 0: never.
    std::int64_t lastUsedAt = 0;  ///< 0: not yet.
    bool operator==(const TokenDefinition&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(TokenDefinition& definition);

}  // namespace tl::catalog

// Which snapshots a policy keeps, and of what.

#pragma once

#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct RetentionDefinition {
    std::string name{};
    std::string description{};
    std::string scope{};    ///< "all", "repository", "target" or "tag".
    std::string subject{};  ///< The name of that; empty for "all".
    TextMap rules{};        ///< Options of `forget` without dashes: "keep-daily" → "7".
    bool isPaused = false;
    bool operator==(const RetentionDefinition&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(RetentionDefinition& definition);

}  // namespace tl::catalog

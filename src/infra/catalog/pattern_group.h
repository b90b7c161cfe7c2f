// Patterns under a name, for many targets.

#pragma once

#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct PatternGroup {
    std::string name{};
    std::string description{};
    Texts includes{};          ///< Files that match one of them are wanted; none: all are.
    Texts excludes{};          ///< What matches one of them is not.
    bool ignoresCase = false;  ///< Both as `--iexclude`.
    bool operator==(const PatternGroup&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(PatternGroup& definition);

}  // namespace tl::catalog

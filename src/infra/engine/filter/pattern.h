// One pattern of an exclude or include list (format section 13.2). Its components match those of a
// path, and `**` any number of them.
//
// - A relative pattern fits anywhere in the path, also in the middle: `cache` fits /home/cache/x.
// - An absolute pattern fits from the root: /home fits all paths below it.
// - `!` in front turns exclusion into inclusion; the list decides what that means.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "infra/engine/filter/component_pattern.h"
#include "infra/engine/filter/path_components.h"

namespace tl::engine {

/// A compiled pattern; never changes.
class Pattern {
  public:
    /// Nothing when a component of `text` is malformed.
    [[nodiscard]] static std::optional<Pattern> compile(std::string_view text);

    [[nodiscard]] bool isNegated() const noexcept { return isNegated_; }

    /// True when the path is meant, or something above it is. `path` is not empty.
    [[nodiscard]] bool matches(PathComponents path) const;

    /// True when the pattern may match a path below this one.
    [[nodiscard]] bool childMayMatch(PathComponents path) const;

  private:
    /// Components that must match neighbours in a path.
    using Run = std::vector<ComponentPattern>;

    Pattern() = default;

    [[nodiscard]] static bool fits(const Run& run, PathComponents path);
    [[nodiscard]] bool fitsAt(PathComponents path, std::size_t offset) const;

    bool isNegated_ = false;
    bool isAbsolute_ = false;
    std::size_t componentCount_ = 0;  ///< In all runs.
    std::vector<Run> runs_;           ///< What stands between the `**`; never empty.
};

}  // namespace tl::engine

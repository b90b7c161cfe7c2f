// Which entries and which extended attributes of a snapshot are restored (format sections 13.1,
// 13.2).

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/filter/pattern_list.h"

namespace tl::engine {

/// Patterns as they were given, those of pattern files included.
struct RestorePatterns {
    std::vector<std::string> includes;
    std::vector<std::string> includesIgnoringCase;
    std::vector<std::string> excludes;
    std::vector<std::string> excludesIgnoringCase;
    std::vector<std::string> includeAttributes;  ///< Of names of extended attributes.
    std::vector<std::string> excludeAttributes;
};

struct RestoreDecision {
    bool isSelected = false;
    bool childMayBeSelected = false;  ///< Of a folder: it is worth entering.
};

/// Never changes. **Threads:** may be shared by all.
class RestoreSelection {
  public:
    /// Selects everything.
    RestoreSelection() = default;
    /// **Errors:** InvalidInput for a malformed pattern, and for includes beside excludes.
    explicit RestoreSelection(const RestorePatterns& patterns);

    /// `path` is absolute in what is restored.
    [[nodiscard]] RestoreDecision decide(std::string_view path) const;
    [[nodiscard]] bool selectsAttribute(std::string_view name) const;
    /// Whether every path is selected because there is no pattern.
    [[nodiscard]] bool isEverything() const noexcept;

  private:
    PatternList includes_;
    PatternList includesIgnoringCase_;
    PatternList excludes_;
    PatternList excludesIgnoringCase_;
    PatternList includeAttributes_;
    PatternList excludeAttributes_;
};

}  // namespace tl::engine

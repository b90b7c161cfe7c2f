// An ordered list of patterns, as one option of a command collects it (format section 13.2).

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/filter/pattern.h"

namespace tl::engine {

enum class LetterCase : std::uint8_t { Distinct, Ignored };

/// Throws when a pattern is malformed; empty ones are not. **Errors:** InvalidInput, which names
/// all malformed patterns.
void validatePatterns(std::span<const std::string> patterns);

/// What a list says about a path.
struct PatternDecision {
    bool isMatched = false;      ///< The path is excluded, or included, whichever the list is for.
    bool childMayMatch = false;  ///< A path below it may be matched.
    bool operator==(const PatternDecision&) const = default;
};

/// Decides in the order of the patterns: each may match the path, and each with `!` takes back what
/// those before it matched. Never changes.
///
/// **Threads:** may be shared by all.
class PatternList {
  public:
    /// Matches nothing.
    PatternList() = default;

    /// Compiles `patterns`; empty ones are left out. **Errors:** as validatePatterns().
    explicit PatternList(std::span<const std::string> patterns,
                         LetterCase letterCase = LetterCase::Distinct);

    [[nodiscard]] bool isEmpty() const noexcept { return patterns_.empty(); }

    /// `path` is clean: the absolute path in a backup, the path inside the snapshot from "/"
    /// elsewhere. An empty path is never matched.
    [[nodiscard]] PatternDecision decide(std::string_view path) const;

  private:
    std::vector<Pattern> patterns_;
    LetterCase letterCase_ = LetterCase::Distinct;
};

}  // namespace tl::engine

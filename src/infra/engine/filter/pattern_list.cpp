#include "infra/engine/filter/pattern_list.h"

#include <utility>

#include "infra/engine/filter/lower_case.h"
#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::engine {

void validatePatterns(std::span<const std::string> patterns) {
    std::string malformed;
    for (const std::string& pattern : patterns) {
        if (!pattern.empty() && !Pattern::compile(pattern)) malformed.append("\n").append(pattern);
    }
    if (!malformed.empty()) throw Error{ErrorKind::InvalidInput, "malformed patterns:" + malformed};
}

PatternList::PatternList(std::span<const std::string> patterns, LetterCase letterCase)
    : letterCase_{letterCase} {
    validatePatterns(patterns);
    for (const std::string& text : patterns) {
        if (text.empty()) continue;
        auto pattern =
            Pattern::compile(letterCase == LetterCase::Ignored ? toLowerCase(text) : text);
        // Lower case cannot break a pattern: no letter becomes one of its signs.
        TL_ASSERT(pattern.has_value());
        patterns_.push_back(*std::move(pattern));
    }
}

PatternDecision PatternList::decide(std::string_view path) const {
    if (patterns_.empty() || path.empty()) return {};
    const std::string lower =
        letterCase_ == LetterCase::Ignored ? toLowerCase(path) : std::string{};
    const auto components = splitPath(letterCase_ == LetterCase::Ignored ? lower : path);
    PatternDecision decision;
    for (const Pattern& pattern : patterns_) {
        if (pattern.isNegated()) {
            const bool isTakenBack =
                (decision.isMatched || decision.childMayMatch) && pattern.matches(components);
            if (isTakenBack) decision = {};
        } else {
            decision.isMatched = decision.isMatched || pattern.matches(components);
            decision.childMayMatch = decision.childMayMatch || pattern.childMayMatch(components);
        }
    }
    return decision;
}

}  // namespace tl::engine

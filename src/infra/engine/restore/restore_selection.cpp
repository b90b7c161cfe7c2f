#include "infra/engine/restore/restore_selection.h"

#include "infra/errors/error.h"

namespace tl::engine {

RestoreSelection::RestoreSelection(const RestorePatterns& patterns)
    : includes_{patterns.includes},
      includesIgnoringCase_{patterns.includesIgnoringCase, LetterCase::Ignored},
      excludes_{patterns.excludes},
      excludesIgnoringCase_{patterns.excludesIgnoringCase, LetterCase::Ignored},
      includeAttributes_{patterns.includeAttributes},
      excludeAttributes_{patterns.excludeAttributes} {
    const bool hasIncludes = !includes_.isEmpty() || !includesIgnoringCase_.isEmpty();
    const bool hasExcludes = !excludes_.isEmpty() || !excludesIgnoringCase_.isEmpty();
    if (hasIncludes && hasExcludes)
        throw Error{ErrorKind::InvalidInput, "includes and excludes cannot be combined"};
    if (!includeAttributes_.isEmpty() && !excludeAttributes_.isEmpty())
        throw Error{ErrorKind::InvalidInput,
                    "includes and excludes of extended attributes cannot be combined"};
}

RestoreDecision RestoreSelection::decide(std::string_view path) const {
    if (includes_.isEmpty() && includesIgnoringCase_.isEmpty()) {
        // What is below an excluded folder is excluded, too: a pattern that takes it back is not
        // looked for.
        const bool isExcluded =
            excludes_.decide(path).isMatched || excludesIgnoringCase_.decide(path).isMatched;
        return {.isSelected = !isExcluded, .childMayBeSelected = !isExcluded};
    }
    const PatternDecision one = includes_.decide(path);
    const PatternDecision other = includesIgnoringCase_.decide(path);
    return {.isSelected = one.isMatched || other.isMatched,
            .childMayBeSelected = one.childMayMatch || other.childMayMatch};
}

bool RestoreSelection::selectsAttribute(std::string_view name) const {
    if (!includeAttributes_.isEmpty()) return includeAttributes_.decide(name).isMatched;
    return !excludeAttributes_.decide(name).isMatched;
}

bool RestoreSelection::isEverything() const noexcept {
    return includes_.isEmpty() && includesIgnoringCase_.isEmpty() && excludes_.isEmpty() &&
           excludesIgnoringCase_.isEmpty();
}

}  // namespace tl::engine

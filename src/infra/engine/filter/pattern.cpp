#include "infra/engine/filter/pattern.h"

#include <algorithm>
#include <utility>

namespace tl::engine {

namespace {

constexpr std::string_view kRoot = "/";

/// The pattern "/" ends with an empty component; it means everything, as "/**" does.
bool isAnyNumberOfComponents(std::string_view component) noexcept {
    return component == "**" || component.empty();
}

}  // namespace

std::optional<Pattern> Pattern::compile(std::string_view text) {
    Pattern pattern;
    pattern.isNegated_ = text.starts_with('!');
    if (pattern.isNegated_) text.remove_prefix(1);
    const std::string clean = cleanPath(text);
    pattern.isAbsolute_ = clean.starts_with(kRoot);
    pattern.runs_.emplace_back();
    for (const std::string_view component : splitPath(clean)) {
        if (isAnyNumberOfComponents(component)) {
            pattern.runs_.emplace_back();
            continue;
        }
        auto compiled = ComponentPattern::compile(component);
        if (!compiled) return std::nullopt;
        pattern.runs_.back().push_back(*std::move(compiled));
        ++pattern.componentCount_;
    }
    return pattern;
}

bool Pattern::fits(const Run& run, PathComponents path) {
    if (run.size() > path.size()) return false;
    // From the back: names differ most in their last component.
    for (std::size_t i = run.size(); i-- > 0;)
        if (!run[i].matches(path[i])) return false;
    return true;
}

bool Pattern::fitsAt(PathComponents path, std::size_t offset) const {
    if (!fits(runs_.front(), path.subspan(offset))) return false;
    std::size_t at = offset + runs_.front().size();
    std::size_t skipped = 0;
    const std::size_t wildcards = runs_.size() - 1;
    for (std::size_t i = 1; i < runs_.size(); ++i) {
        // restic lets each `**` still to come take up a component of the path while it tries this
        // one. Without that, a/**/b/** would match more than it does there.
        const std::size_t reserved = componentCount_ + wildcards - i;
        while (!fits(runs_[i], path.subspan(at))) {
            ++at;
            ++skipped;
            if (reserved + skipped > path.size() || at > path.size()) return false;
        }
        at += runs_[i].size();
    }
    return true;
}

bool Pattern::matches(PathComponents path) const {
    const std::size_t wildcards = runs_.size() - 1;
    const std::size_t least = componentCount_ + (wildcards > 0 ? wildcards - 1 : 0);
    if (least > path.size()) return false;
    if (isAbsolute_) return fitsAt(path, 0);
    // The root is a component of its own, which no relative pattern means.
    const std::size_t first = path.front() == kRoot ? 1 : 0;
    if (componentCount_ == 0) return path.size() > first;
    if (componentCount_ == 1 && wildcards == 0) {
        // The most frequent kind: a name, or a pattern for one.
        const ComponentPattern& name = runs_.front().front();
        return std::ranges::any_of(path.subspan(first), [&name](std::string_view component) {
            return name.matches(component);
        });
    }
    for (std::size_t offset = first; offset + componentCount_ <= path.size(); ++offset)
        if (fitsAt(path, offset)) return true;
    return false;
}

bool Pattern::childMayMatch(PathComponents path) const {
    if (!isAbsolute_) return true;
    const Run& beginning = runs_.front();
    for (std::size_t i = 0; i < beginning.size() && i < path.size(); ++i)
        if (!beginning[i].matches(path[i])) return false;
    return true;
}

}  // namespace tl::engine

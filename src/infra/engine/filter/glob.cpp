#include "infra/engine/filter/glob.h"

#include <algorithm>
#include <string_view>

#include "infra/engine/filter/component_pattern.h"
#include "infra/engine/filter/path_components.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

// Far beyond the longest path; keeps the recursion from using up the stack.
constexpr std::size_t kDepthMax = 10000;

bool hasSigns(std::string_view pattern) noexcept {
    return pattern.find_first_of("*?[\\") != std::string_view::npos;
}

[[noreturn]] void throwMalformed(const std::string& pattern) {
    throw Error{ErrorKind::InvalidInput, "malformed pattern: " + pattern};
}

/// A pattern cut at its last slash.
struct SplitPattern {
    std::string folder;  ///< "." when there is none.
    std::string_view name;
};

SplitPattern splitLast(std::string_view pattern) {
    const std::size_t slash = pattern.rfind('/');
    if (slash == std::string_view::npos) return {".", pattern};
    const std::size_t folderSize = slash == 0 ? 1 : slash;
    return {std::string{pattern.substr(0, folderSize)}, pattern.substr(slash + 1)};
}

void appendMatches(std::vector<std::string>& out,
                   const std::string& folder,
                   const ComponentPattern& name,
                   const GlobView& view) {
    auto names = view.namesIn(folder);
    if (!names) return;
    std::ranges::sort(*names);
    for (const std::string& candidate : *names) {
        if (name.matches(candidate)) out.push_back(cleanPath(folder + "/" + candidate));
    }
}

std::vector<std::string> expand(const std::string& pattern, const GlobView& view) {
    if (!hasSigns(pattern))
        return view.exists(pattern) ? std::vector{pattern} : std::vector<std::string>{};
    const auto [folder, last] = splitLast(pattern);
    const auto name = ComponentPattern::compile(last);
    if (!name) throwMalformed(pattern);
    std::vector<std::string> out;
    if (!hasSigns(folder)) {
        appendMatches(out, folder, *name, view);
    } else {
        for (const std::string& each : expand(folder, view))
            appendMatches(out, each, *name, view);
    }
    return out;
}

}  // namespace

std::vector<std::string> expandGlob(const std::string& pattern, const GlobView& view) {
    if (static_cast<std::size_t>(std::ranges::count(pattern, '/')) > kDepthMax)
        throwMalformed(pattern);
    return expand(pattern, view);
}

}  // namespace tl::engine

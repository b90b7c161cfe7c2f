#include "infra/engine/filter/path_components.h"

namespace tl::engine {

namespace {

constexpr std::size_t kUsualDepth = 16;

std::vector<std::string_view> splitAtSlashes(std::string_view path) {
    std::vector<std::string_view> components;
    components.reserve(kUsualDepth);
    std::size_t slash = path.find('/');
    while (slash != std::string_view::npos) {
        components.push_back(path.substr(0, slash));
        path.remove_prefix(slash + 1);
        slash = path.find('/');
    }
    components.push_back(path);
    return components;
}

}  // namespace

std::vector<std::string_view> splitPath(std::string_view path) {
    auto components = splitAtSlashes(path);
    if (components.front().empty()) components.front() = "/";
    return components;
}

std::string cleanPath(std::string_view path) {
    const bool isAbsolute = path.starts_with('/');
    std::vector<std::string_view> kept;
    for (const std::string_view component : splitAtSlashes(path)) {
        if (component.empty() || component == ".") continue;
        if (component != "..") {
            kept.push_back(component);
        } else if (!kept.empty() && kept.back() != "..") {
            kept.pop_back();
        } else if (!isAbsolute) {
            kept.push_back(component);
        }
    }
    std::string clean = isAbsolute ? "/" : "";
    std::string_view separator;
    for (const std::string_view component : kept) {
        clean.append(separator).append(component);
        separator = "/";
    }
    return clean.empty() ? "." : clean;
}

}  // namespace tl::engine

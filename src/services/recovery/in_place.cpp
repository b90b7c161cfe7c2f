#include "services/recovery/in_place.h"

#include <algorithm>

namespace tl::services {

namespace {

std::string folderAbove(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

}  // namespace

bool isAtOrBelow(std::string_view path, std::string_view folder) {
    if (folder == "/" || path == folder) return true;
    if (folder.empty()) return false;
    return path.starts_with(folder) && path.substr(folder.size()).starts_with('/');
}

bool leadToTargets(const std::vector<std::string>& namesAtTop,
                   const std::vector<std::string>& targets) {
    return std::ranges::all_of(namesAtTop, [&](const std::string& name) {
        const std::string path = "/" + name;
        return std::ranges::any_of(targets, [&](const std::string& target) {
            return isAtOrBelow(target, path) || isAtOrBelow(path, target);
        });
    });
}

std::set<std::string> foldersAboveTargets(const std::vector<std::string>& targets,
                                          const std::string& folder) {
    std::set<std::string> found;
    const auto isInATarget = [&](const std::string& path) {
        return std::ranges::any_of(
            targets, [&](const std::string& target) { return isAtOrBelow(path, target); });
    };
    for (std::string path : targets) {
        while (path.starts_with('/') && path != "/") {
            path = folderAbove(path);
            if (!isAtOrBelow(path, folder) || isInATarget(path)) break;
            if (path == folder) {
                found.insert("/");
            } else {
                found.insert(folder == "/" ? path : path.substr(folder.size()));
            }
        }
    }
    return found;
}

}  // namespace tl::services

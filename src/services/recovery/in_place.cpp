#include "services/recovery/in_place.h"

#include <algorithm>

#include "services/recovery/absolute_path.h"

namespace tl::services {

namespace {

/// What is no absolute path has nothing in it that we know of.
bool isInTarget(const std::string& path, const std::string& target) {
    return target.starts_with('/') && isWithin(path, target);
}

}  // namespace

bool leadToTargets(const std::vector<std::string>& namesAtTop,
                   const std::vector<std::string>& targets) {
    return std::ranges::all_of(namesAtTop, [&](const std::string& name) {
        const std::string path = "/" + name;
        return std::ranges::any_of(targets, [&](const std::string& target) {
            return isWithin(target, path) || isInTarget(path, target);
        });
    });
}

std::set<std::string> foldersAboveTargets(const std::vector<std::string>& targets,
                                          const std::string& folder) {
    std::set<std::string> found;
    const auto isInATarget = [&](const std::string& path) {
        return std::ranges::any_of(
            targets, [&](const std::string& target) { return isInTarget(path, target); });
    };
    for (std::string path : targets) {
        while (path.starts_with('/') && path != "/") {
            path = folderAbove(path);
            if (!isWithin(path, folder) || isInATarget(path)) break;
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

#include "infra/engine/restore/restore_plan.h"

#include <algorithm>

namespace tl::engine {

std::string RestorePlan::pathOf(FolderNumber folder) const {
    if (folder == kTargetFolder) return "/";
    std::vector<const std::string*> names;
    for (; folder != kTargetFolder; folder = folders[folder].parent)
        names.push_back(&folders[folder].name);
    std::string path;
    for (auto name = names.rbegin(); name != names.rend(); ++name)
        path.append("/").append(**name);
    return path;
}

std::string RestorePlan::pathOf(FolderNumber folder, std::string_view name) const {
    std::string path = folder == kTargetFolder ? std::string{} : pathOf(folder);
    return path.append("/").append(name);
}

}  // namespace tl::engine

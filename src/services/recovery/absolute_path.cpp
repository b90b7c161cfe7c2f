#include "services/recovery/absolute_path.h"

#include <algorithm>

namespace tl::services {

bool isWithin(std::string_view path, std::string_view folder) {
    if (folder == "/") return true;
    if (!path.starts_with(folder)) return false;
    return path.size() == folder.size() || folder.ends_with('/') || path[folder.size()] == '/';
}

std::string folderAbove(const std::string& path) {
    return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
}

}  // namespace tl::services

#include "infra/engine/mount/inode_number.h"

#include <algorithm>
#include <functional>
#include <string>

namespace tl::engine {

namespace {

/// 0 means that there is no file, 1 is the top of a file system.
constexpr std::uint64_t kFirstFree = 2;

std::uint64_t hashOf(std::string_view text) {
    return std::max(kFirstFree, std::uint64_t{std::hash<std::string_view>{}(text)});
}

}  // namespace

std::uint64_t inodeNumberOf(std::string_view path) {
    return path == "/" ? 1 : hashOf(path);
}

std::uint64_t inodeNumberOf(std::string_view path, const Node& node, const SnapshotId& snapshot) {
    const bool hasNames = node.links > 1 && node.inode != 0 && node.type != NodeType::Directory;
    if (!hasNames) return inodeNumberOf(path);
    // No path begins without a slash.
    return hashOf(snapshot.hex() + ' ' + std::to_string(node.deviceId) + ' ' +
                  std::to_string(node.inode));
}

}  // namespace tl::engine

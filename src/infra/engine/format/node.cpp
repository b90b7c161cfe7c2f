#include "infra/engine/format/node.h"

#include <array>
#include <cstddef>

namespace tl::engine {

namespace {

/// In the order of NodeType.
constexpr std::array<std::string_view, 8> kTypeNames = {
    "file", "dir", "symlink", "dev", "chardev", "fifo", "socket", "irregular",
};

}  // namespace

std::string_view nameOf(NodeType type) noexcept {
    return kTypeNames[static_cast<std::size_t>(type)];
}

std::optional<NodeType> parseNodeType(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kTypeNames.size(); ++i) {
        if (kTypeNames[i] == name) return static_cast<NodeType>(i);
    }
    return std::nullopt;
}

}  // namespace tl::engine

#include "services/recovery/node_text.h"

#include "infra/engine/format/file_mode.h"

namespace tl::services {

std::string describeMode(const engine::Node& node) {
    return engine::describeFileMode(node.mode);
}

std::uint32_t permissionBits(const engine::Node& node) noexcept {
    return engine::toPermissionBits(node.mode);
}

}  // namespace tl::services

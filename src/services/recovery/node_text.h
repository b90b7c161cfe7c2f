// How people and other programs want to see what a node holds.

#pragma once

#include <cstdint>
#include <string>

#include "infra/engine/format/node.h"

namespace tl::services {

/// Type and permissions as restic shows them: "drwxr-xr-x", "-rw-r--r--", "Lrwxrwxrwx".
[[nodiscard]] std::string describeMode(const engine::Node& node);

/// The low 12 bits of st_mode: permissions, set-uid, set-gid and sticky.
[[nodiscard]] std::uint32_t permissionBits(const engine::Node& node) noexcept;

}  // namespace tl::services

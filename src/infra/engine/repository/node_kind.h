// What a file is on a disk, and what a tree calls it (format section 7).

#pragma once

#include "infra/engine/format/node.h"
#include "infra/platform/file_status.h"

namespace tl::engine {

[[nodiscard]] NodeType nodeTypeOf(FileKind kind) noexcept;
[[nodiscard]] FileKind fileKindOf(NodeType type) noexcept;

}  // namespace tl::engine

// The numbers by which programs tell the files of a mount apart.
//
// Names of one file must share a number, or a copy of the mount has the file several times. What is
// another file must have another number, since `diff` takes two names with one number for equal
// without reading them. So, unlike in restic, the number of a hard link counts in its snapshot
// only.

#pragma once

#include <cstdint>
#include <string_view>

#include "infra/engine/format/id.h"
#include "infra/engine/format/node.h"

namespace tl::engine {

/// The number of what is at a path of the mount.
[[nodiscard]] std::uint64_t inodeNumberOf(std::string_view path);

/// The number of a node of `snapshot` at a path of the mount: by what the file was when it was
/// saved if that had several names, else by the path.
[[nodiscard]] std::uint64_t inodeNumberOf(std::string_view path,
                                          const Node& node,
                                          const SnapshotId& snapshot);

}  // namespace tl::engine

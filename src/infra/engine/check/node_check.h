// What may be wrong with an entry of a tree.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/blob.h"
#include "infra/engine/format/node.h"

namespace tl::engine {

using BlobQuestion = std::function<bool(const BlobHandle& handle)>;

/// What is wrong with `node` in itself, a sentence each. `isIndexed` tells whether an index lists a
/// blob. Sizes are not compared with content: old versions of restic wrote some that differ.
[[nodiscard]] std::vector<std::string> problemsOf(const Node& node, const BlobQuestion& isIndexed);

/// Whether an entry of this name can be restored: it is not empty, "." or "..", and holds neither a
/// slash nor a zero byte.
[[nodiscard]] bool isPlainName(std::string_view name) noexcept;

}  // namespace tl::engine

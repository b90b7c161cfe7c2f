// Reads index files quickly: in the one form in which restic and we write them, without building a
// document first. Loading a large index spends most of its time here.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "infra/engine/format/index_file.h"

namespace tl::engine {

/// The packs of an index file. Nothing when the JSON differs in any way from what restic writes, as
/// by a blank, another order of members or a value that is not allowed: then the general reader has
/// to say whether it is an index file at all.
[[nodiscard]] std::optional<std::vector<IndexedPack>> tryScanIndexFile(
    std::span<const std::byte> json);

}  // namespace tl::engine

// What became of one path from snapshot to snapshot.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/node.h"
#include "infra/engine/pack/blob_reader.h"

namespace tl::engine {

/// A state of the path that held for some snapshots in a row.
struct PathVersion {
    std::optional<Node> node;  ///< Nothing: there was nothing at the path.
    std::size_t first = 0;     ///< The first and the last snapshot that has it, as numbers.
    std::size_t last = 0;
    /// What is different from the version before, as a comparison tells it: "+", "-", or some of
    /// "T", "M" and "U"; "+" for the first version, unless that is nothing. For a folder, "M" says
    /// that something below it changed.
    std::string modifier;
};

/// The versions of `path` in the trees `roots`, which come oldest first. Access times, inodes and
/// the like make no version. A path that never was there has one version, of nothing; without
/// roots, there is none. **Errors:** NotFound, Corrupted, for a tree that cannot be read;
/// Cancelled.
[[nodiscard]] std::vector<PathVersion> findHistory(BlobReader& reader,
                                                   std::span<const BlobId> roots,
                                                   std::string_view path,
                                                   const std::stop_token& stop);

}  // namespace tl::engine

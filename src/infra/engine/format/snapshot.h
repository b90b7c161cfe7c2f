// A snapshot: when what was saved, and the tree that holds it (format section 8).

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/format/id.h"
#include "infra/engine/format/timestamp.h"

namespace tl::engine {

/// What a backup did (restic 0.17 and later store it in the snapshot). Sizes in bytes.
struct SnapshotSummary {
    Timestamp backupStart;
    Timestamp backupEnd;
    std::uint64_t filesNew = 0;
    std::uint64_t filesChanged = 0;
    std::uint64_t filesUnmodified = 0;
    std::uint64_t directoriesNew = 0;
    std::uint64_t directoriesChanged = 0;
    std::uint64_t directoriesUnmodified = 0;
    std::uint64_t dataBlobs = 0;
    std::uint64_t treeBlobs = 0;
    std::uint64_t dataAdded = 0;        ///< Plaintext of new blobs.
    std::uint64_t dataAddedPacked = 0;  ///< What they take in the repository.
    std::uint64_t totalFilesProcessed = 0;
    std::uint64_t totalBytesProcessed = 0;
    std::string unknownMembers;  ///< As in Snapshot; rustic stores many.
    bool operator==(const SnapshotSummary&) const = default;
};

struct Snapshot {
    Timestamp time;
    std::optional<SnapshotId> parent;
    BlobId tree;
    std::vector<std::string> paths;  ///< Absolute, in the order given.
    std::string hostname;
    std::string username;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::vector<std::string> excludes;
    std::vector<std::string> tags;
    std::optional<SnapshotId> original;
    std::string programVersion;
    std::optional<SnapshotSummary> summary;
    /// Members that this build does not know, as the inside of a JSON object (`"a":1,"b":2`);
    /// written back after the known ones, so that another tool's fields survive a rewrite.
    std::string unknownMembers;
    bool operator==(const Snapshot&) const = default;
};

/// The JSON that restic writes for the same values, without a newline.
[[nodiscard]] std::string writeSnapshot(const Snapshot& snapshot);
/// **Errors:** Corrupted.
[[nodiscard]] Snapshot readSnapshot(std::span<const std::byte> json);

}  // namespace tl::engine

// Finding the snapshots that a caller means (format section 10.1).

#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/repository/repository.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

/// A snapshot and the folder in it that is meant.
struct SnapshotFolder {
    StoredSnapshot snapshot;
    std::string folder;  ///< Absolute and clean; "/" is the whole snapshot.
};

/// Snapshots as far as they can be read.
struct ReadableSelection {
    std::vector<StoredSnapshot> snapshots{};  ///< Oldest first.
    std::vector<std::string> problems{};      ///< What cannot be read, a sentence each.
};

/// The snapshots that the filter lets pass; one that is damaged does not hide the others.
[[nodiscard]] ReadableSelection loadReadable(const engine::Repository& repository,
                                             const SnapshotFilter& filter,
                                             const std::stop_token& stop);

/// As selectSnapshots() where `query` names IDs, else as loadReadable().
[[nodiscard]] ReadableSelection selectReadable(const engine::Repository& repository,
                                               const SnapshotQuery& query,
                                               const std::stop_token& stop);

/// The snapshots that `query` selects, oldest first, each once. IDs ignore the filter, "latest"
/// obeys it. The query's grouping is left to groupSnapshots().
/// **Errors:** NotFound for an ID, or "latest", that no snapshot fits; InvalidInput for an
/// ambiguous ID; Corrupted.
[[nodiscard]] std::vector<StoredSnapshot> selectSnapshots(const engine::Repository& repository,
                                                          const SnapshotQuery& query,
                                                          const std::stop_token& stop);

/// The one snapshot that `name` means: a unique prefix of its ID, or "latest" of those that
/// `filter` lets pass. **Errors:** as selectSnapshots.
[[nodiscard]] StoredSnapshot selectSnapshot(const engine::Repository& repository,
                                            std::string_view name,
                                            const SnapshotFilter& filter,
                                            const std::stop_token& stop);

/// As selectSnapshot, for `name` or `name:folder`. Whether there is such a folder is not looked at.
[[nodiscard]] SnapshotFolder selectSnapshotFolder(const engine::Repository& repository,
                                                  std::string_view text,
                                                  const SnapshotFilter& filter,
                                                  const std::stop_token& stop);

/// Whether the filter lets the snapshot pass.
[[nodiscard]] bool isSelected(const engine::Snapshot& snapshot, const SnapshotFilter& filter);

/// `filter` with its paths made absolute and clean, as snapshots have theirs.
[[nodiscard]] SnapshotFilter withAbsolutePaths(SnapshotFilter filter);

/// The `count` newest of each host and set of paths, oldest first. `snapshots` come oldest first.
[[nodiscard]] std::vector<StoredSnapshot> keepLatestOfEach(std::vector<StoredSnapshot> snapshots,
                                                           std::size_t count);

/// `snapshots` in groups, in the order of their first snapshots; all in one without grouping.
/// Paths and tags of a group are sorted: their order makes no other group.
[[nodiscard]] std::vector<SnapshotGroup> groupSnapshots(std::vector<StoredSnapshot> snapshots,
                                                        const GroupBy& groupBy);

}  // namespace tl::services

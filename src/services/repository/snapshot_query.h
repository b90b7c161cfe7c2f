// Which snapshots a caller means (format section 10.1).

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/snapshot.h"

namespace tl::services {

struct SnapshotFilter {
    std::vector<std::string> hosts{};  ///< Any of them; empty: all.
    std::vector<std::string> paths{};  ///< The snapshot has all of them.
    std::vector<std::vector<std::string>>
        tags{};  ///< All of one inner list; an empty string: no tags.
    [[nodiscard]] bool isEmpty() const { return hosts.empty() && paths.empty() && tags.empty(); }
};

/// Which properties make a group.
struct GroupBy {
    bool host = false;
    bool paths = false;
    bool tags = false;
    [[nodiscard]] bool isAny() const { return host || paths || tags; }
    bool operator==(const GroupBy&) const = default;
};

/// Reads "host,paths,tags" in any order and number; "path" and "tag" are understood, too.
/// **Errors:** InvalidInput.
[[nodiscard]] GroupBy parseGroupBy(std::string_view text);

struct SnapshotQuery {
    SnapshotFilter filter{};
    std::vector<std::string>
        ids{};               ///< Unique prefixes or "latest"; empty: all that the filter lets pass.
    std::size_t latest = 0;  ///< Only so many newest of each host and paths; 0: all.
    GroupBy groupBy{};
};

struct StoredSnapshot {
    engine::SnapshotId id;
    engine::Snapshot snapshot;
};

/// Whether it is no backup, but holds a text of our own: see services/backup/documents.h.
[[nodiscard]] bool isOwnDocument(const engine::Snapshot& snapshot);

/// The snapshots without such documents, unless the filter names tags or paths: whoever asks for
/// the latest backup, or says how many to keep, does not mean them.
[[nodiscard]] std::vector<StoredSnapshot> withoutOwnDocuments(std::vector<StoredSnapshot> snapshots,
                                                              const SnapshotFilter& filter);

/// What the snapshots of a group have in common; set where they are grouped by it.
struct SnapshotGroupKey {
    std::optional<std::string> host{};
    std::optional<std::vector<std::string>> paths{};  ///< Sorted.
    std::optional<std::vector<std::string>> tags{};   ///< Sorted.
    bool operator==(const SnapshotGroupKey&) const = default;
};

struct SnapshotGroup {
    SnapshotGroupKey key{};
    std::vector<StoredSnapshot> snapshots{};  ///< By time, oldest first.
};

}  // namespace tl::services

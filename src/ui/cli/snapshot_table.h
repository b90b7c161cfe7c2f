// Snapshots as a table, and what heads a group of them.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "services/repository/snapshot_query.h"
#include "ui/cli/command.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

enum class TableStyle : unsigned char { Full, Compact };

/// One snapshot of a table. Borrows it.
struct SnapshotRow {
    const services::StoredSnapshot& stored;
    std::vector<std::string> reasons{};  ///< Why it is kept.
};

/// The table; with a column of reasons in full style, when a row has some.
[[nodiscard]] std::string formatSnapshotTable(std::span<const SnapshotRow> rows,
                                              TableStyle style,
                                              const Context& context);

/// "snapshot 1a2b3c4d of [/a, /b] at 2020-01-02 03:04:05 by me@vm".
[[nodiscard]] std::string describeSnapshot(const services::StoredSnapshot& stored,
                                           const TimeZone& zone);

/// "snapshots for (host [vm], paths [/a, /b]):", or nothing where there are no groups.
[[nodiscard]] std::string formatGroupHead(const services::SnapshotGroupKey& key);

/// A list of texts; null for what is not grouped by, and for an empty one.
[[nodiscard]] Json toJsonKeyPart(const std::optional<std::vector<std::string>>& part);

}  // namespace tl::cli

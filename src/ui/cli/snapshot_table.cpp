#include "ui/cli/snapshot_table.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

/// Which columns a table has.
struct Columns {
    TableStyle style;
    bool hasReasons;
};

std::string formatSize(const engine::Snapshot& snapshot) {
    return snapshot.summary ? formatBytes(snapshot.summary->totalBytesProcessed) : std::string{};
}

/// The cells of one snapshot's row; restic's columns.
std::vector<std::string> makeCells(const SnapshotRow& row,
                                   const Columns& columns,
                                   const TimeZone& zone) {
    const engine::Snapshot& snapshot = row.stored.snapshot;
    const std::string_view tagSeparator = columns.style == TableStyle::Compact ? "\n" : ",";
    std::vector<std::string> cells = {row.stored.id.shortHex(),
                                      formatTime(snapshot.time.seconds, zone), snapshot.hostname,
                                      fmt::format("{}", fmt::join(snapshot.tags, tagSeparator))};
    if (columns.hasReasons) cells.push_back(fmt::format("{}", fmt::join(row.reasons, "\n")));
    if (columns.style == TableStyle::Full)
        cells.push_back(fmt::format("{}", fmt::join(snapshot.paths, "\n")));
    cells.push_back(formatSize(snapshot));
    return cells;
}

}  // namespace

std::string formatSnapshotTable(std::span<const SnapshotRow> rows,
                                TableStyle style,
                                const Context& context) {
    const bool isFull = style == TableStyle::Full;
    const bool hasReasons =
        isFull && std::ranges::any_of(rows, [](const auto& row) { return !row.reasons.empty(); });
    TextTable table;
    for (const char* title : {"ID", "Time", "Host", "Tags"})
        table.addColumn(title);
    if (hasReasons) table.addColumn("Reasons");
    if (isFull) table.addColumn("Paths");
    table.addColumn("Size", Align::Right);
    for (const SnapshotRow& row : rows)
        table.addRow(makeCells(row, {.style = style, .hasReasons = hasReasons}, context.zone));
    table.addFoot(fmt::format("{} snapshots", rows.size()));
    const bool hasManyLines =
        isFull && std::ranges::any_of(rows, [](const SnapshotRow& row) {
            return row.stored.snapshot.paths.size() > 1 || row.reasons.size() > 1;
        });
    return table.format(hasManyLines ? RowGap::BlankLine : RowGap::None, context.tableColumns());
}

std::string describeSnapshot(const services::StoredSnapshot& stored, const TimeZone& zone) {
    const engine::Snapshot& snapshot = stored.snapshot;
    return fmt::format("snapshot {} of [{}] at {} by {}@{}", stored.id.shortHex(),
                       fmt::join(snapshot.paths, ", "), formatTime(snapshot.time.seconds, zone),
                       snapshot.username, snapshot.hostname);
}

std::string formatGroupHead(const services::SnapshotGroupKey& key) {
    std::vector<std::string> parts;
    if (key.host) parts.push_back("host [" + *key.host + "]");
    if (key.tags) parts.push_back(fmt::format("tags [{}]", fmt::join(*key.tags, ", ")));
    if (key.paths) parts.push_back(fmt::format("paths [{}]", fmt::join(*key.paths, ", ")));
    if (parts.empty()) return {};
    return fmt::format("snapshots for ({}):\n", fmt::join(parts, ", "));
}

Json toJsonKeyPart(const std::optional<std::vector<std::string>>& part) {
    return part && !part->empty() ? Json(*part) : Json(nullptr);
}

}  // namespace tl::cli

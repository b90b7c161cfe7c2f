#include "ui/cli/commands/snapshots.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/json_line.h"
#include "ui/cli/snapshot_filter_options.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::SnapshotGroup;
using services::StoredSnapshot;

enum class TableStyle : unsigned char { Full, Compact };

std::string formatSize(const engine::Snapshot& snapshot) {
    return snapshot.summary ? formatBytes(snapshot.summary->totalBytesProcessed) : std::string{};
}

/// The cells of one snapshot's row; restic's columns.
std::vector<std::string> makeRow(const StoredSnapshot& stored,
                                 TableStyle style,
                                 const TimeZone& zone) {
    const engine::Snapshot& snapshot = stored.snapshot;
    const std::string_view tagSeparator = style == TableStyle::Compact ? "\n" : ",";
    std::vector<std::string> row = {stored.id.shortHex(), formatTime(snapshot.time.seconds, zone),
                                    snapshot.hostname,
                                    fmt::format("{}", fmt::join(snapshot.tags, tagSeparator))};
    if (style == TableStyle::Full)
        row.push_back(fmt::format("{}", fmt::join(snapshot.paths, "\n")));
    row.push_back(formatSize(snapshot));
    return row;
}

std::string formatTable(const SnapshotGroup& group, TableStyle style, const Context& context) {
    TextTable table;
    for (const char* title : {"ID", "Time", "Host", "Tags"})
        table.addColumn(title);
    if (style == TableStyle::Full) table.addColumn("Paths");
    table.addColumn("Size", Align::Right);
    for (const StoredSnapshot& snapshot : group.snapshots)
        table.addRow(makeRow(snapshot, style, context.zone));
    table.addFoot(fmt::format("{} snapshots", group.snapshots.size()));
    const bool hasManyPaths = std::ranges::any_of(
        group.snapshots, [](const StoredSnapshot& s) { return s.snapshot.paths.size() > 1; });
    const RowGap gap = hasManyPaths && style == TableStyle::Full ? RowGap::BlankLine : RowGap::None;
    return table.format(gap, context.tableColumns());
}

/// "snapshots for (host [vm], paths [/a, /b]):", or nothing where there are no groups.
std::string formatGroupHead(const SnapshotGroup& group) {
    std::vector<std::string> parts;
    if (group.host) parts.push_back("host [" + *group.host + "]");
    if (group.tags) parts.push_back(fmt::format("tags [{}]", fmt::join(*group.tags, ", ")));
    if (group.paths) parts.push_back(fmt::format("paths [{}]", fmt::join(*group.paths, ", ")));
    if (parts.empty()) return {};
    return fmt::format("snapshots for ({}):\n", fmt::join(parts, ", "));
}

Json toJsonList(const SnapshotGroup& group) {
    Json list = Json::array();
    for (const StoredSnapshot& snapshot : group.snapshots)
        list.push_back(toJson(snapshot));
    return list;
}

Json toJsonKey(const SnapshotGroup& group) {
    const auto listOrNull = [](const std::optional<std::vector<std::string>>& list) {
        return list && !list->empty() ? Json(*list) : Json(nullptr);
    };
    return {{"hostname", group.host.value_or("")},
            {"paths", listOrNull(group.paths)},
            {"tags", listOrNull(group.tags)}};
}

void printJson(const std::vector<SnapshotGroup>& groups, bool isGrouped, const Context& context) {
    Json json = Json::array();
    for (const SnapshotGroup& group : groups) {
        if (isGrouped)
            json.push_back(Json{{"group_key", toJsonKey(group)}, {"snapshots", toJsonList(group)}});
        else
            json = toJsonList(group);
    }
    context.console.print(toLine(json));
}

class SnapshotsCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        filter_.declare(options);
        options.flag({"compact", 'c', "", "show less of each snapshot", "", {}}, isCompact_);
        options.number({"latest", '\0', "n", "only the newest n of each host and paths", "", {}},
                       latest_);
        options.text({"group-by",
                      'g',
                      "group",
                      "group by host, paths and tags, with commas between",
                      "",
                      {}},
                     groupBy_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        services::SnapshotQuery query;
        query.filter = filter_.resolve(context.environment);
        query.ids = operands;
        query.latest = latest_;
        query.groupBy = services::parseGroupBy(groupBy_);
        const auto listing =
            context.core.repositories.snapshots(context.access(), query, context.stop);
        for (const std::string& problem : listing.problems)
            context.console.printError(problem + "\n");
        if (context.global.isJson)
            printJson(listing.groups, query.groupBy.isAny(), context);
        else
            printText(listing.groups, context);
        if (listing.problems.empty()) return {};
        return {.exitCode = 1, .message = "not all snapshots could be read; see what `check` says"};
    }

  private:
    void printText(const std::vector<SnapshotGroup>& groups, const Context& context) const {
        const TableStyle style = isCompact_ ? TableStyle::Compact : TableStyle::Full;
        if (groups.empty()) context.tell("no snapshots");
        for (const SnapshotGroup& group : groups)
            context.console.print(formatGroupHead(group) + formatTable(group, style, context));
    }

    SnapshotFilterOptions filter_;
    bool isCompact_ = false;
    std::uint64_t latest_ = 0;
    std::string groupBy_;
};

}  // namespace

std::unique_ptr<Command> makeSnapshotsCommand() {
    return std::make_unique<SnapshotsCommand>();
}

}  // namespace tl::cli

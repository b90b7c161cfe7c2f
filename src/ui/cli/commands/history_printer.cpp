#include <fmt/format.h>

#include "services/recovery/node_text.h"
#include "ui/cli/commands/find_printer.h"
#include "ui/cli/json_line.h"
#include "ui/cli/line_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::HistoryVersion;
using services::HostHistory;
using services::StoredSnapshot;

std::string describeChange(const std::string& modifier) {
    if (modifier == "+") return "added";
    if (modifier == "-") return "removed";
    return modifier == "U" ? "metadata" : "changed";
}

Json describeSnapshot(const StoredSnapshot& stored) {
    return {{"id", stored.id.hex()},
            {"short_id", stored.id.shortHex()},
            {"time", engine::formatTimestamp(stored.snapshot.time)}};
}

Json describeVersion(const HistoryVersion& entry) {
    const engine::PathVersion& version = entry.version;
    Json json{{"change", describeChange(version.modifier)}, {"modifier", version.modifier}};
    if (version.node) {
        json["type"] = std::string{engine::nameOf(version.node->type)};
        json["permissions"] = services::describeMode(*version.node);
        json["size"] = version.node->size;
        json["mtime"] = engine::formatTimestamp(version.node->mtime);
        json["uid"] = version.node->uid;
        json["gid"] = version.node->gid;
    }
    json["first_snapshot"] = describeSnapshot(entry.first);
    json["last_snapshot"] = describeSnapshot(entry.last);
    json["snapshots"] = version.last - version.first + 1;
    return json;
}

void printJson(const std::string& path,
               const std::vector<HostHistory>& histories,
               const Context& context) {
    Json all = Json::array();
    for (const HostHistory& history : histories) {
        Json versions = Json::array();
        for (const HistoryVersion& version : history.versions)
            versions.push_back(describeVersion(version));
        all.push_back({{"host", history.host},
                       {"path", path},
                       {"snapshots", history.snapshotCount},
                       {"versions", versions}});
    }
    printLine(context.console, toLine(all));
}

std::string describeSnapshot(const StoredSnapshot& stored, const TimeZone& zone) {
    return stored.id.shortHex() + "  " + formatTime(stored.snapshot.time.seconds, zone);
}

std::string formatTable(const HostHistory& history, const Context& context) {
    TextTable table;
    table.addColumn("Change");
    table.addColumn("Mode");
    table.addColumn("Size", Align::Right);
    table.addColumn("Modified");
    table.addColumn("First snapshot");
    table.addColumn("Last snapshot");
    table.addColumn("Count", Align::Right);
    for (const auto& [version, first, last] : history.versions) {
        const auto& node = version.node;
        table.addRow({describeChange(version.modifier), node ? services::describeMode(*node) : "",
                      node ? formatBytes(node->size) : "",
                      node ? formatTime(node->mtime.seconds, context.zone) : "",
                      describeSnapshot(first, context.zone), describeSnapshot(last, context.zone),
                      std::to_string(version.last - version.first + 1)});
    }
    return table.format(RowGap::None, context.tableColumns());
}

}  // namespace

void printHistory(const std::string& path,
                  const std::vector<HostHistory>& histories,
                  const Context& context) {
    if (context.global.isJson) {
        printJson(path, histories, context);
        return;
    }
    for (const HostHistory& history : histories) {
        context.tell(fmt::format("{} in {} snapshots of host {}:", shownText(path, context.console),
                                 history.snapshotCount, shownText(history.host, context.console)));
        printLine(context.console, formatTable(history, context));
    }
}

}  // namespace tl::cli

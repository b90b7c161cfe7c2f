#include "ui/cli/commands/snapshots.h"

#include "ui/cli/json_line.h"
#include "ui/cli/repository_range.h"
#include "ui/cli/snapshot_filter_options.h"
#include "ui/cli/snapshot_table.h"

namespace tl::cli {

namespace {

using services::SnapshotGroup;
using services::StoredSnapshot;

Json toJsonList(const SnapshotGroup& group) {
    Json list = Json::array();
    for (const StoredSnapshot& snapshot : group.snapshots)
        list.push_back(toJson(snapshot));
    return list;
}

Json toJsonKey(const SnapshotGroup& group) {
    return {{"hostname", group.key.host.value_or("")},
            {"paths", toJsonKeyPart(group.key.paths)},
            {"tags", toJsonKeyPart(group.key.tags)}};
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
        range_.declare(options);
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
        return range_.visit(context, [&](const services::RepositoryAccess& access) {
            return show(access, query, context);
        });
    }

  private:
    CommandResult show(const services::RepositoryAccess& access,
                       const services::SnapshotQuery& query,
                       const Context& context) const {
        const auto listing = context.core.repositories.snapshots(access, query, context.stop);
        for (const std::string& problem : listing.problems)
            context.console.printError(problem + "\n");
        if (context.global.isJson)
            printJson(listing.groups, query.groupBy.isAny(), context);
        else
            printText(listing.groups, context);
        if (listing.problems.empty()) return {};
        return {.exitCode = 1, .message = "not all snapshots could be read; see what `check` says"};
    }

    void printText(const std::vector<SnapshotGroup>& groups, const Context& context) const {
        const TableStyle style = isCompact_ ? TableStyle::Compact : TableStyle::Full;
        if (groups.empty()) context.tell("no snapshots");
        for (const SnapshotGroup& group : groups) {
            std::vector<SnapshotRow> rows;
            for (const services::StoredSnapshot& stored : group.snapshots)
                rows.push_back({stored});
            context.console.print(formatGroupHead(group.key) +
                                  formatSnapshotTable(rows, style, context));
        }
    }

    SnapshotFilterOptions filter_;
    RepositoryRange range_;
    bool isCompact_ = false;
    std::uint64_t latest_ = 0;
    std::string groupBy_;
};

}  // namespace

std::unique_ptr<Command> makeSnapshotsCommand() {
    return std::make_unique<SnapshotsCommand>();
}

}  // namespace tl::cli

#include "ui/cli/commands/history.h"

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/operation_json.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::LogLine;
using services::Operation;
using services::OperationState;
using services::OperationStory;

constexpr std::size_t kShortId = 8;

std::string durationOf(const Operation& one) {
    if (one.startedAt == 0 || one.endedAt == 0) return {};
    return formatDuration(std::chrono::microseconds{one.endedAt - one.startedAt});
}

std::string describe(const OperationStory& story, const TimeZone& zone) {
    const Operation& one = story.operation;
    std::string text;
    const auto add = [&text](std::string_view name, const std::string& value) {
        if (!value.empty()) text += fmt::format("{:<22} {}\n", name, value);
    };
    add("id", one.id);
    add("kind", one.kind);
    add("target", one.target);
    add("repository", one.repository);
    add("state", nameOf(one.state));
    add("message", one.message);
    add("machine", one.machine);
    add("actor", one.actor);
    add("due", formatMoment(one.dueAt, zone));
    add("started", formatMoment(one.startedAt, zone));
    add("ended", formatMoment(one.endedAt, zone));
    add("cancel requested by", one.cancelRequestedBy);
    add("snapshot", one.snapshot);
    const bool isRunning = one.state == OperationState::Running;
    for (const auto& [name, value] : isRunning ? one.progress : one.figures)
        add(name, formatFigure(name, value));
    for (const LogLine& line : story.lines)
        text += fmt::format("{}  {:<7} {}\n", formatMoment(line.at, zone), line.level, line.text);
    return text;
}

class HistoryCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"target", '\0', "name", "only of this target", "", {}}, query_.target);
        options.text({"of-repo", '\0', "name", "only of this repository", "", {}},
                     query_.repository);
        options.text({"kind",
                      '\0',
                      "kind",
                      "only of this kind",
                      "",
                      {"backup", "check", "checkpoint", "confirm restore", "copy", "forget", "migrate", "prune", "recover",
                       "repair config", "repair index", "repair packs", "repair snapshots",
                       "restore", "rewrite", "tag", "undo restore"}},
                     query_.kind);
        options.text(
            {"state",
             '\0',
             "state",
             "only those in this state",
             "",
             {"waiting", "running", "succeeded", "warned", "failed", "cancelled", "interrupted"}},
            state_);
        options.number({"last", '\0', "n", "the last n (default 50)", "", {}}, last_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 1, "the ID of one operation may be given");
        if (!operands.empty()) {
            const OperationStory story = context.core.history.load(operands[0]);
            context.console.print(context.global.isJson ? toLine(toJson(story))
                                                        : describe(story, context.zone));
            return {};
        }
        if (!state_.empty()) {
            query_.state = services::parseOperationState(state_);
            if (!query_.state)
                throw Error{ErrorKind::InvalidInput,
                            tl::quoted(state_) + " is no state of an operation; see --help"};
        }
        query_.countMax = last_;
        list(context);
        return {};
    }

  private:
    void list(const Context& context) const {
        const auto operations = context.core.history.list(query_);
        Json json = Json::array();
        TextTable table;
        for (const char* title : {"ID", "Time", "Kind", "Target", "Repository", "State"})
            table.addColumn(title);
        table.addColumn("Took", Align::Right);
        table.addColumn("Message");
        for (const Operation& one : operations) {
            json.push_back(toJson(one));
            table.addRow(
                {one.id.substr(0, kShortId),
                 formatMoment(one.startedAt == 0 ? one.dueAt : one.startedAt, context.zone),
                 one.kind, one.target, one.repository, nameOf(one.state), durationOf(one),
                 one.message});
        }
        table.addFoot(formatCount(operations.size(), "operation"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
    }

    services::OperationQuery query_;
    std::string state_;
    std::uint64_t last_ = 50;
};

class CancelCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "the ID of an operation is wanted; see `tl history`");
        const bool isStopping = context.core.history.cancel(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"id", operands[0]}, {"cancelling", isStopping}}));
        if (!isStopping) return {.exitCode = 1, .message = "the operation is over already"};
        context.tell("asked for an end of " + operands[0] +
                     "; whoever runs it hears within seconds");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeCancelCommand() {
    return std::make_unique<CancelCommand>();
}

std::unique_ptr<Command> makeHistoryCommand() {
    return std::make_unique<HistoryCommand>();
}

}  // namespace tl::cli

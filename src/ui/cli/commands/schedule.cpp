#include "ui/cli/commands/schedule.h"

#include <algorithm>

#include "infra/errors/error.h"
#include "ui/cli/commands/schedule_options.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::PlannedRun;
using services::ScheduleDefinition;
using services::ScheduleState;

constexpr const char* kNameWanted = "the name of a schedule is wanted; see `tl schedule list`";
constexpr std::size_t kAny = 100'000;
constexpr std::int64_t kMicroseconds = 1'000'000;

std::string jsonTime(services::Instant time) {
    return toJsonTime(time.count() * kMicroseconds);
}

Json toJson(const PlannedRun& run) {
    return {{"due", jsonTime(run.due)}, {"start", jsonTime(run.start)}};
}

Json toJson(ScheduleState state) {
    Json json = cli::toJson(fieldsOf(state.definition));
    if (state.next) json["next"] = toJson(*state.next);
    if (state.last) {
        json["last_state"] = nameOf(state.last->state);
        json["last_operation"] = state.last->id;
    }
    if (!state.problem.empty()) json["problem"] = state.problem;
    return json;
}

/// When it runs next, or why it does not.
std::string nextText(const ScheduleState& state, const TimeZone& zone) {
    if (!state.problem.empty()) return "malformed";
    if (state.definition.isPaused) return "paused";
    return state.next ? formatTime(state.next->start.count(), zone) : std::string{"never"};
}

/// What stands behind the name and the subject: words of a timing, with blanks between.
std::string joinedFrom(const std::vector<std::string>& operands, std::size_t first) {
    std::string text;
    for (std::size_t i = first; i < operands.size(); ++i)
        text += (text.empty() ? "" : " ") + operands[i];
    return text;
}

void tellSchedule(const std::string& name, const std::string& what, const Context& context) {
    const ScheduleState state = context.core.schedules.load(name);
    if (context.global.isJson) context.console.print(toLine(toJson(state)));
    context.tell(what + "; next run: " + nextText(state, context.zone));
}

class ScheduleAddCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        constexpr std::size_t kTiming = 3;
        requireOperands(operands, kTiming + 1, kAny,
                        "a name, an action, its target or repository, and a timing are wanted, "
                        "such as: nightly backup home daily 02:30");
        ScheduleDefinition schedule{.name = operands[0],
                                    .action = operands[1],
                                    .subject = operands[2],
                                    .timing = joinedFrom(operands, kTiming)};
        options_.apply(schedule);
        context.core.schedules.add(schedule);
        tellSchedule(schedule.name, "added " + schedule.name, context);
        return {};
    }

  private:
    ScheduleOptions options_;
};

class ScheduleEditCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"subject", '\0', "name", "another target or repository", "", {}}, subject_);
        options_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, kAny, kNameWanted);
        const std::string timing = joinedFrom(operands, 1);
        context.core.schedules.edit(operands[0], [&](ScheduleDefinition& schedule) {
            if (!timing.empty()) schedule.timing = timing;
            if (!subject_.empty()) schedule.subject = subject_;
            options_.apply(schedule);
        });
        tellSchedule(operands[0], "changed " + operands[0], context);
        return {};
    }

  private:
    std::string subject_;
    ScheduleOptions options_;
};

class ScheduleListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "schedule list takes no arguments");
        Json json = Json::array();
        TextTable table;
        for (const char* title : {"Name", "Action", "Of", "Timing", "Next run", "Last"})
            table.addColumn(title);
        for (const ScheduleDefinition& one : context.core.schedules.list()) {
            const ScheduleState state = context.core.schedules.load(one.name);
            json.push_back(toJson(state));
            table.addRow({one.name, one.action, one.subject, one.timing,
                          nextText(state, context.zone),
                          state.last ? nameOf(state.last->state) : "never run"});
        }
        table.addFoot(formatCount(json.size(), "schedule"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class ScheduleShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        ScheduleState state = context.core.schedules.load(operands[0]);
        if (context.global.isJson) {
            context.console.print(toLine(toJson(state)));
            return {};
        }
        std::string text = describe(fieldsOf(state.definition));
        const auto addLine = [&text](std::string title, const std::string& value) {
            constexpr std::size_t kTitleColumns = 23;
            title.resize(kTitleColumns, ' ');
            text += title + value + "\n";
        };
        addLine("next run", nextText(state, context.zone));
        if (!state.problem.empty()) addLine("problem", state.problem);
        if (state.last)
            addLine("last run", nameOf(state.last->state) +
                                    (", `tl history " + state.last->id.substr(0, 8) + "`"));
        context.console.print(text);
        return {};
    }
};

class ScheduleNextCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.number({"count", 'c', "n", "of each schedule so many (default 1)", "", {}}, count_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        constexpr std::uint64_t kCountMax = 1000;
        if (count_ == 0 || count_ > kCountMax)
            throw Error{ErrorKind::InvalidInput, "--count is to be between 1 and 1000"};
        std::vector<Row> rows;
        for (const ScheduleDefinition& one : chosen(operands, context))
            for (const PlannedRun& run :
                 context.core.schedules.upcoming(one.name, static_cast<std::size_t>(count_)))
                rows.push_back({one, run});
        std::ranges::stable_sort(rows, {}, [](const Row& row) { return row.run.start; });
        print(rows, context);
        return {};
    }

  private:
    struct Row {
        ScheduleDefinition schedule;
        PlannedRun run;
    };

    /// Those that are named, or all that are not paused.
    static std::vector<ScheduleDefinition> chosen(const std::vector<std::string>& names,
                                                  const Context& context) {
        std::vector<ScheduleDefinition> schedules;
        for (const std::string& name : names)
            schedules.push_back(context.core.schedules.load(name).definition);
        if (!names.empty()) return schedules;
        for (const ScheduleDefinition& one : context.core.schedules.list())
            if (!one.isPaused) schedules.push_back(one);
        return schedules;
    }

    static void print(const std::vector<Row>& rows, const Context& context) {
        Json json = Json::array();
        TextTable table;
        for (const char* title : {"Start", "Due", "Schedule", "Action", "Of"})
            table.addColumn(title);
        for (const Row& row : rows) {
            Json one = toJson(row.run);
            one["schedule"] = row.schedule.name;
            one["action"] = row.schedule.action;
            one["subject"] = row.schedule.subject;
            json.push_back(one);
            table.addRow({formatTime(row.run.start.count(), context.zone),
                          formatTime(row.run.due.count(), context.zone), row.schedule.name,
                          row.schedule.action, row.schedule.subject});
        }
        table.addFoot(formatCount(rows.size(), "run"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
    }

    std::uint64_t count_ = 1;
};

class ScheduleRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.schedules.remove(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"removed", true}}));
        context.tell("forgot the schedule " + operands[0] + "; what it has done stays");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeScheduleAddCommand() {
    return std::make_unique<ScheduleAddCommand>();
}

std::unique_ptr<Command> makeScheduleEditCommand() {
    return std::make_unique<ScheduleEditCommand>();
}

std::unique_ptr<Command> makeScheduleListCommand() {
    return std::make_unique<ScheduleListCommand>();
}

std::unique_ptr<Command> makeScheduleNextCommand() {
    return std::make_unique<ScheduleNextCommand>();
}

std::unique_ptr<Command> makeScheduleRemoveCommand() {
    return std::make_unique<ScheduleRemoveCommand>();
}

std::unique_ptr<Command> makeScheduleShowCommand() {
    return std::make_unique<ScheduleShowCommand>();
}

}  // namespace tl::cli

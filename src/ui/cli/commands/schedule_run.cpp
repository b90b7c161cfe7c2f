// `tl schedule run` and `tl schedule systemd`: schedules without the daemon.

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/commands/schedule.h"
#include "ui/cli/commands/serve.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/json_line.h"
#include "ui/cli/systemd_files.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::Operation;
using services::OperationState;

constexpr int kIncomplete = 3;  // As `backup`: a snapshot that lacks something.

int exitCodeOf(const Operation& operation) {
    if (operation.state == OperationState::Succeeded) return 0;
    return operation.state == OperationState::Warned ? kIncomplete : 1;
}

class ScheduleRunCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"if-allowed",
                      '\0',
                      "",
                      "do nothing, and end well, when the hours or conditions of the schedule "
                      "forbid it now",
                      "",
                      {}},
                     isHeeding_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "the name of a schedule is wanted; see `tl schedule list`");
        const std::string& name = operands[0];
        (void)context.core.schedules.load(name);
        if (isHeeding_)
            if (const std::string why = context.core.scheduledRuns.hindranceOf(name);
                !why.empty()) {
                context.tell("not run now: " + why);
                return {};
            }
        Json runs = Json::array();
        CommandResult worst;
        for (const Operation& done : context.core.scheduledRuns.runNow(
                 name, runWorld(context, Asking::Allowed), context.stop)) {
            runs.push_back({{"operation", done.id},
                            {"kind", done.kind},
                            {"target", done.target},
                            {"repository", done.repository},
                            {"state", nameOf(done.state)},
                            {"message", done.message}});
            context.tell(done.kind + " to " + done.repository + ": " + nameOf(done.state) +
                         ", `tl history " + done.id.substr(0, 8) + "`");
            const int code = exitCodeOf(done);
            // What failed counts more than what lacks something.
            if (code != 0 && worst.exitCode != 1)
                worst = {.exitCode = code, .message = done.repository + ": " + done.message};
        }
        if (context.global.isJson) context.console.print(toLine(runs));
        if (context.stop.stop_requested()) throw Cancelled{};
        return worst;
    }

  private:
    bool isHeeding_ = false;
};

class ScheduleSystemdCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"output",
                      '\0',
                      "folder",
                      "write the files there (default: print them), such as /etc/systemd/system "
                      "or ~/.config/systemd/user",
                      "",
                      {}},
                     folder_);
        options.text(
            {"program", '\0', "path", "the tl that the units run (default: this one)", "", {}},
            program_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const std::vector<services::UnitFile> files =
            unitsOf(namesFrom(operands, context), program_, context);
        if (files.empty())
            throw Error{ErrorKind::InvalidInput,
                        "there are no schedules yet: `tl schedule add` makes one"};
        Json json = Json::array();
        for (const services::UnitFile& file : files) {
            json.push_back({{"name", file.name}, {"content", file.content}});
            if (folder_.empty() && !context.global.isJson)
                context.console.print("# " + file.name + "\n" + file.content + "\n");
        }
        if (context.global.isJson) context.console.print(toLine(json));
        if (!folder_.empty()) writeUnits(files, folder_);
        if (!folder_.empty())
            context.tell("wrote " + formatCount(files.size(), "file") +
                         "; now `systemctl daemon-reload`, and `systemctl enable --now` the "
                         "timers, with --user for those of a user");
        return {};
    }

  private:
    static std::vector<std::string> namesFrom(const std::vector<std::string>& operands,
                                              const Context& context) {
        if (!operands.empty()) return operands;
        std::vector<std::string> names;
        for (const auto& schedule : context.core.schedules.list())
            if (!schedule.isPaused) names.push_back(schedule.name);
        return names;
    }

    std::string folder_;
    std::string program_;
};

}  // namespace

std::unique_ptr<Command> makeScheduleRunCommand() {
    return std::make_unique<ScheduleRunCommand>();
}

std::unique_ptr<Command> makeScheduleSystemdCommand() {
    return std::make_unique<ScheduleSystemdCommand>();
}

}  // namespace tl::cli

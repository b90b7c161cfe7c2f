#include "ui/cli/commands/config_kept.h"

#include "services/configuration/configuration_backups.h"
#include "ui/cli/configuration_changes.h"
#include "ui/cli/json_line.h"
#include "ui/cli/repository_range.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::KeepResult;
using services::KeptConfiguration;

constexpr std::size_t kShortIdSize = 8;

const char* textOf(KeepResult result) {
    switch (result) {
        case KeepResult::Kept:
            return "kept the configuration";
        case KeepResult::Unchanged:
            return "the configuration is kept already, and has not changed";
        case KeepResult::Empty:
            break;
    }
    return "there are no definitions, and so nothing to keep";
}

class ConfigBackupCommand final : public Command {
  public:
    void declare(OptionSet& options) override { range_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "config backup takes no arguments");
        return range_.visit(context, [&](const services::RepositoryAccess& access) {
            const KeepResult result = context.core.configurationBackups.keep(access, context.stop);
            if (context.global.isJson)
                context.console.print(
                    toLine({{"repository", access.name.empty() ? access.location : access.name},
                            {"kept", result == KeepResult::Kept}}));
            context.tell(textOf(result));
            return CommandResult{};
        });
    }

  private:
    RepositoryRange range_;
};

class ConfigKeptCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "config kept takes no arguments");
        const auto all = context.core.configurationBackups.list(context.access(), context.stop);
        if (context.global.isJson) {
            Json json = Json::array();
            for (const KeptConfiguration& kept : all)
                json.push_back({{"snapshot", kept.snapshot.hex()},
                                {"host", kept.host},
                                {"time", formatTime(kept.time.seconds, context.zone)}});
            context.console.print(toLine(json));
            return {};
        }
        TextTable table;
        for (const char* title : {"Snapshot", "Time", "Host"})
            table.addColumn(title);
        for (const KeptConfiguration& kept : all)
            table.addRow({kept.snapshot.hex().substr(0, kShortIdSize),
                          formatTime(kept.time.seconds, context.zone), kept.host});
        table.addFoot(formatCount(all.size(), "configuration"));
        context.console.print(table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class ConfigRecoverCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"dry-run", 'n', "", "only show what would change", "", {}}, isDryRun_);
        options.flag({"remove-others",
                      '\0',
                      "",
                      "remove definitions that it does not name; repositories and backups "
                      "themselves stay",
                      "",
                      {}},
                     isExact_);
        options.text({"host",
                      'H',
                      "host",
                      "the machine whose configuration it is (default: the newest of all)",
                      "",
                      {}},
                     host_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "config recover takes no arguments");
        const services::ConfigurationRecovery request{
            .repository = context.access(),
            .host = host_,
            .unnamed = isExact_ ? services::Unnamed::Remove : services::Unnamed::Keep,
            .execution = isDryRun_ ? services::Execution::PlanOnly : services::Execution::Apply};
        const auto report = context.core.configurationBackups.recover(request, context.stop);
        if (context.global.isJson) {
            Json json = changesToJson(report.changes, request.execution);
            json["snapshot"] = report.source.snapshot.hex();
            json["host"] = report.source.host;
            json["missing_password_files"] = report.missingPasswordFiles;
            context.console.print(toLine(json));
        }
        context.tell("the configuration of " + report.source.host + " of " +
                     formatTime(report.source.time.seconds, context.zone) + ", snapshot " +
                     report.source.snapshot.hex().substr(0, kShortIdSize));
        tellChanges(report.changes, request.execution, context);
        for (const std::string& file : report.missingPasswordFiles)
            context.console.printError("there is no password file " + file +
                                       " yet: write the password of its repository into it\n");
        return {};
    }

  private:
    bool isDryRun_ = false;
    bool isExact_ = false;
    std::string host_;
};

}  // namespace

std::unique_ptr<Command> makeConfigBackupCommand() {
    return std::make_unique<ConfigBackupCommand>();
}

std::unique_ptr<Command> makeConfigKeptCommand() {
    return std::make_unique<ConfigKeptCommand>();
}

std::unique_ptr<Command> makeConfigRecoverCommand() {
    return std::make_unique<ConfigRecoverCommand>();
}

}  // namespace tl::cli

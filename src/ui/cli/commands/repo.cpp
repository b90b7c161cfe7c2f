#include "ui/cli/commands/repo.h"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "services/backup/backup_sources.h"
#include "ui/cli/commands/region.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::NamedRepository;
using services::RepositoryDefinition;

constexpr const char* kRegionRuleHelp =
    "in which regions it may be, as in `tl help region set`, such as \"eea uk breach=warn\" or "
    "any, "
    "whatever the rule for all says (empty: as that says)";
constexpr const char* kNameWanted = "the name of a repository is wanted; see `tl repo list`";

Json toJson(const NamedRepository& repository) {
    RepositoryDefinition definition = repository.definition;
    Json json = cli::toJson(fieldsOf(definition));
    json["default"] = repository.isDefault;
    return json;
}

std::string passwordText(const RepositoryDefinition& definition) {
    return definition.passwordKind.empty()
               ? ""
               : definition.passwordKind + " " + definition.passwordReference;
}

/// What `add` and `edit` have in common: the way into the repository, from the options that all
/// commands have, so that they are known.
class PasswordChoice {
  public:
    void declare(OptionSet& options) {
        options.text({"keyring",
                      '\0',
                      "attributes",
                      "the password is in the system's keyring, where `secret-tool lookup "
                      "ATTRIBUTES` finds it, such as \"repository photos\"",
                      "",
                      {}},
                     keyring_);
        options.text(
            {"vault", '\0', "name", "the password is in the vault, under this name", "", {}},
            vault_);
        options.text({"secret-plugin",
                      '\0',
                      "plugin/name",
                      "a plugin gives the password: the names of the plugin and of the secret",
                      "",
                      {}},
                     plugin_);
    }

    /// Changes nothing when no password is spoken of. **Errors:** InvalidInput for several.
    void apply(const GlobalOptions& global, RepositoryDefinition& definition) const {
        const PasswordOptions& password = global.password;
        if (password.isEmptyAllowed)
            throw Error{ErrorKind::InvalidInput,
                        "that a repository has no password is not kept with its name: leave "
                        "--insecure-no-password out here, and give it to each command"};
        const std::array<std::pair<const char*, std::string>, 5> ways{
            std::pair{"file", password.file.empty()
                                  ? std::string{}
                                  : services::absolutePath(password.file, currentDirectory())},
            std::pair{"command", password.command}, std::pair{"keyring", keyring_},
            std::pair{"vault", vault_}, std::pair{"plugin", plugin_}};
        int count = 0;
        for (const auto& [kind, reference] : ways) {
            if (reference.empty()) continue;
            ++count;
            definition.passwordKind = kind;
            definition.passwordReference = reference;
        }
        if (count > 1)
            throw Error{ErrorKind::InvalidInput,
                        "--password-file, --password-command, --keyring, --vault and "
                        "--secret-plugin exclude each other"};
        if (!global.keyHint.empty()) definition.keyHint = global.keyHint;
        for (const auto& [key, value] : global.extended)
            definition.options[key] = value;
    }

  private:
    std::string keyring_;
    std::string vault_;
    std::string plugin_;
};

/// The place of a repository is an argument here; that of -r would be left unseen.
void refusePlaceOptions(const GlobalOptions& global) {
    if (!global.repository.empty() || !global.repositoryFile.empty() ||
        !global.repositoryName.empty())
        throw Error{ErrorKind::InvalidInput,
                    "this command takes the repository as an argument, not by -r, "
                    "--repository-file or --repo-name"};
}

class RepoAddCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"description", '\0', "text", "what it is for", "", {}},
                     definition_.description);
        options.text({"region-rule", '\0', "rule", kRegionRuleHelp, "", {}},
                     definition_.regionRule);
        options.flag({"default", '\0', "", "use it where no repository is named", "", {}},
                     isDefault_);
        password_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 2, 2, "a name and a location are wanted");
        refusePlaceOptions(context.global);
        definition_.name = operands[0];
        definition_.location = operands[1];
        password_.apply(context.global, definition_);
        context.core.namedRepositories.add(definition_);
        if (isDefault_) context.core.namedRepositories.setDefault(definition_.name);
        const NamedRepository made = context.core.namedRepositories.load(definition_.name);
        if (context.global.isJson) context.console.print(toLine(toJson(made)));
        context.tell("added " + made.definition.name + " at " + made.definition.location +
                     "; `tl init -r " + made.definition.name +
                     "` makes the repository if it is not there yet");
        warnOfBreaches(context, made.definition.name);
        return {};
    }

  private:
    RepositoryDefinition definition_;
    bool isDefault_ = false;
    PasswordChoice password_;
};

class RepoEditCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"name", '\0', "name", "its new name", "", {}}, name_);
        options.text({"location", '\0', "location", "its new location", "", {}}, location_);
        options.optionalText({"description", '\0', "text", "what it is for", "", {}}, description_);
        options.optionalText({"region-rule", '\0', "rule", kRegionRuleHelp, "", {}}, regionRule_);
        options.flag({"no-password",
                      '\0',
                      "",
                      "forget where the password is: it is asked for, or the environment has it",
                      "",
                      {}},
                     isPasswordForgotten_);
        options.list(
            {"remove-option", '\0', "key", "take away what -o key=value set (repeatable)", "", {}},
            removedOptions_);
        password_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        refusePlaceOptions(context.global);
        bool isChanged = false;
        context.core.namedRepositories.edit(operands[0], [&](RepositoryDefinition& definition) {
            const RepositoryDefinition before = definition;
            change(definition, context);
            isChanged = definition != before;
        });
        const NamedRepository changed =
            context.core.namedRepositories.load(name_.empty() ? operands[0] : name_);
        if (context.global.isJson) context.console.print(toLine(toJson(changed)));
        context.tell((isChanged ? "changed " : "nothing to change in ") + changed.definition.name);
        warnOfBreaches(context, changed.definition.name);
        return {};
    }

  private:
    void change(RepositoryDefinition& definition, const Context& context) const {
        if (!name_.empty()) definition.name = name_;
        if (!location_.empty()) definition.location = location_;
        if (description_) definition.description = *description_;
        if (regionRule_) definition.regionRule = *regionRule_;
        if (isPasswordForgotten_) {
            definition.passwordKind.clear();
            definition.passwordReference.clear();
        }
        for (const std::string& key : removedOptions_)
            if (definition.options.erase(key) == 0)
                throw Error{ErrorKind::InvalidInput,
                            "there is no option \"" + key + "\" to take away"};
        password_.apply(context.global, definition);
    }

    std::string name_;
    std::string location_;
    std::optional<std::string> description_;
    std::optional<std::string> regionRule_;
    bool isPasswordForgotten_ = false;
    std::vector<std::string> removedOptions_;
    PasswordChoice password_;
};

class RepoListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "repo list takes no arguments");
        const auto repositories = context.core.namedRepositories.list();
        if (context.global.isJson) {
            Json json = Json::array();
            for (const NamedRepository& repository : repositories)
                json.push_back(toJson(repository));
            context.console.print(toLine(json));
            return {};
        }
        TextTable table;
        for (const char* title : {"Name", "Default", "Location", "Password", "Description"})
            table.addColumn(title);
        for (const auto& [definition, isDefault] : repositories)
            table.addRow({definition.name, isDefault ? "yes" : "", definition.location,
                          passwordText(definition), definition.description});
        table.addFoot(formatCount(repositories.size(), "repository"));
        context.console.print(table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class RepoShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        NamedRepository repository = context.core.namedRepositories.load(operands[0]);
        if (context.global.isJson) {
            context.console.print(toLine(toJson(repository)));
            return {};
        }
        context.console.print(
            describe(fieldsOf(repository.definition)) +
            fmt::format("{:<22} {}\n", "default", repository.isDefault ? "yes" : "no"));
        return {};
    }
};

class RepoRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.namedRepositories.remove(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"removed", true}}));
        context.tell("forgot the name " + operands[0] + "; the repository and its backups stay");
        return {};
    }
};

class RepoDefaultCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"none", '\0', "", "have no default repository", "", {}}, isNone_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 1, kNameWanted);
        if (isNone_ && !operands.empty())
            throw Error{ErrorKind::InvalidInput, "--none and a name exclude each other"};
        services::NamedRepositories& repositories = context.core.namedRepositories;
        if (isNone_) repositories.setDefault("");
        if (!operands.empty()) repositories.setDefault(operands[0]);
        const auto standard = repositories.findDefault();
        if (context.global.isJson)
            context.console.print(
                toLine({{"default", standard ? Json(standard->name) : Json(nullptr)}}));
        context.tell(standard ? "the default repository is " + standard->name
                              : "there is no default repository");
        return {};
    }

  private:
    bool isNone_ = false;
};

class RepoStatsCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.number({"last", '\0', "n", "show the last n figures (default 20)", "", {}}, last_);
        options.flag({"measure",
                      '\0',
                      "",
                      "count now how much there is, which opens the repository, and remember it",
                      "",
                      {}},
                     isMeasured_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        const std::string& name = operands[0];
        if (isMeasured_) measure(name, context);
        const auto record = context.core.namedRepositories.record(name, last_);
        if (context.global.isJson) {
            context.console.print(toLine(toJson(name, record)));
            return {};
        }
        context.console.print(describe(record, context));
        return {};
    }

  private:
    static void measure(const std::string& name, const Context& context) {
        const auto repository = context.core.namedRepositories.load(name).definition;
        const auto report = context.core.statistics.count(
            {.repository = accessTo(repository, context.global, context.environment,
                                    PasswordUse::Open, context.console),
             .mode = services::StatisticsMode::RawData},
            [](std::size_t, std::size_t) {}, context.stop);
        context.core.namedRepositories.note(
            {.repository = name,
             .source = "stats",
             .figures = {{"bytes", static_cast<std::int64_t>(report.figures.totalBytes)},
                         {"blobs", static_cast<std::int64_t>(report.figures.blobs)},
                         {"snapshots", static_cast<std::int64_t>(report.snapshotCount)}}});
    }

    static Json toJson(const std::string& name, const services::RepositoryRecord& record) {
        Json json{{"name", name}, {"figures", Json::array()}, {"checks", Json::array()}};
        for (const auto& one : record.figures) {
            Json row{{"time", toJsonTime(one.at)}, {"source", one.source}};
            for (const auto& [key, value] : one.figures)
                row[key] = value;
            json["figures"].push_back(row);
        }
        for (const auto& one : record.checks)
            json["checks"].push_back({{"time", toJsonTime(one.at)},
                                      {"coverage", one.coverage},
                                      {"errors", one.errorCount},
                                      {"broken_packs", one.brokenPacks}});
        return json;
    }

    static std::string describe(const services::RepositoryRecord& record, const Context& context) {
        TextTable sizes;
        for (const char* title : {"Time", "From", "Figures"})
            sizes.addColumn(title);
        for (const auto& one : record.figures) {
            std::string all;
            for (const auto& [key, value] : one.figures)
                all += (all.empty() ? "" : ", ") + key + " " + formatFigure(key, value);
            sizes.addRow({formatMoment(one.at, context.zone), one.source, all});
        }
        TextTable checks;
        for (const char* title : {"Time", "Checked", "Errors"})
            checks.addColumn(title);
        for (const auto& one : record.checks)
            checks.addRow(
                {formatMoment(one.at, context.zone), one.coverage, std::to_string(one.errorCount)});
        if (record.figures.empty() && record.checks.empty())
            return "nothing is known yet: figures come with backups, checks and prunes, or by "
                   "--measure\n";
        std::string text;
        if (!record.figures.empty()) text += sizes.format(RowGap::None, context.tableColumns());
        if (!record.checks.empty()) text += checks.format(RowGap::None, context.tableColumns());
        return text;
    }

    std::uint64_t last_ = 20;
    bool isMeasured_ = false;
};

}  // namespace

std::unique_ptr<Command> makeRepoAddCommand() {
    return std::make_unique<RepoAddCommand>();
}

std::unique_ptr<Command> makeRepoDefaultCommand() {
    return std::make_unique<RepoDefaultCommand>();
}

std::unique_ptr<Command> makeRepoEditCommand() {
    return std::make_unique<RepoEditCommand>();
}

std::unique_ptr<Command> makeRepoListCommand() {
    return std::make_unique<RepoListCommand>();
}

std::unique_ptr<Command> makeRepoRemoveCommand() {
    return std::make_unique<RepoRemoveCommand>();
}

std::unique_ptr<Command> makeRepoShowCommand() {
    return std::make_unique<RepoShowCommand>();
}

std::unique_ptr<Command> makeRepoStatsCommand() {
    return std::make_unique<RepoStatsCommand>();
}

}  // namespace tl::cli

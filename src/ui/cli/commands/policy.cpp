#include "ui/cli/commands/policy.h"

#include <map>
#include <optional>
#include <string>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::RetentionDefinition;

constexpr const char* kNameWanted = "the name of a policy is wanted; see `tl policy list`";

/// The options that describe a policy.
class PolicyOptions {
  public:
    void declare(OptionSet& options) {
        options.optionalText({"for",
                              '\0',
                              "scope[:name]",
                              "what it is for: all, repository:NAME, target:NAME or tag:TAG "
                              "(default: all)",
                              "",
                              {}},
                             scope_);
        options.optionalText({"description", '\0', "text", "what it is for, in words", "", {}},
                             description_);
        const auto declareRule = [&](const char* name, const char* value, const char* help) {
            options.custom({name, '\0', value, help, "", {}},
                           [this, name](const std::string& text) { rules_[name] = text; });
        };
        declareRule("keep-last", "n", "keep the last n snapshots (or \"unlimited\")");
        declareRule("keep-hourly", "n", "keep the newest of each of the last n hours");
        declareRule("keep-daily", "n", "keep the newest of each of the last n days");
        declareRule("keep-weekly", "n", "keep the newest of each of the last n weeks");
        declareRule("keep-monthly", "n", "keep the newest of each of the last n months");
        declareRule("keep-yearly", "n", "keep the newest of each of the last n years");
        declareRule("keep-within", "duration",
                    "keep all of this time (such as 1y5m7d2h) before the newest");
        declareRule("keep-within-hourly", "duration", "keep one an hour of this time");
        declareRule("keep-within-daily", "duration", "keep one a day of this time");
        declareRule("keep-within-weekly", "duration", "keep one a week of this time");
        declareRule("keep-within-monthly", "duration", "keep one a month of this time");
        declareRule("keep-within-yearly", "duration", "keep one a year of this time");
        declareRule("keep-tag", "tag[,tag][;...]",
                    "keep what has all of these tags; other lists after a semicolon");
        declareRule("group-by", "group",
                    "judge each group on its own: host, paths and tags, with commas between "
                    "(default host,paths)");
        options.optionalFlag({"remove-all",
                              '\0',
                              "",
                              "the first of two permissions to leave nothing; whoever applies the "
                              "policy gives the second",
                              "",
                              {}},
                             removesAll_);
        options.optionalFlag({"paused", '\0', "", "do not act until --paused=false", "", {}},
                             isPaused_);
    }

    void apply(RetentionDefinition& policy) const {
        if (scope_) {
            const std::size_t colon = scope_->find(':');
            policy.scope = scope_->substr(0, colon);
            policy.subject = colon == std::string::npos ? std::string{} : scope_->substr(colon + 1);
        }
        if (description_) policy.description = *description_;
        for (const auto& [rule, value] : rules_)
            if (value.empty())
                policy.rules.erase(rule);
            else
                policy.rules[rule] = value;
        if (removesAll_ && *removesAll_) policy.rules["remove-all"] = "yes";
        if (removesAll_ && !*removesAll_) policy.rules.erase("remove-all");
        if (isPaused_) policy.isPaused = *isPaused_;
    }

  private:
    std::optional<std::string> scope_;
    std::optional<std::string> description_;
    std::map<std::string, std::string> rules_;
    std::optional<bool> removesAll_;
    std::optional<bool> isPaused_;
};

std::string scopeText(const RetentionDefinition& policy) {
    return policy.subject.empty() ? policy.scope : policy.scope + ":" + policy.subject;
}

std::string rulesText(const RetentionDefinition& policy) {
    std::string text;
    for (const auto& [rule, value] : policy.rules)
        text += (text.empty() ? "" : "\n") + rule + "=" + value;
    return text;
}

void tellPolicy(const std::string& name, const std::string& what, const Context& context) {
    RetentionDefinition policy = context.core.retentionPolicies.load(name);
    if (context.global.isJson) context.console.print(toLine(toJson(fieldsOf(policy))));
    context.tell(what);
}

class PolicyAddCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "a name for the policy is wanted");
        RetentionDefinition policy{.name = operands[0], .scope = "all"};
        options_.apply(policy);
        context.core.retentionPolicies.add(policy);
        tellPolicy(policy.name, "added " + policy.name + "; `tl policy preview` shows what it does",
                   context);
        return {};
    }

  private:
    PolicyOptions options_;
};

class PolicyEditCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"name", '\0', "name", "its new name", "", {}}, name_);
        options_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.retentionPolicies.edit(operands[0], [this](RetentionDefinition& policy) {
            options_.apply(policy);
            if (!name_.empty()) policy.name = name_;
        });
        const std::string& name = name_.empty() ? operands[0] : name_;
        tellPolicy(name, "changed " + name, context);
        return {};
    }

  private:
    std::string name_;
    PolicyOptions options_;
};

class PolicyListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "policy list takes no arguments");
        Json json = Json::array();
        TextTable table;
        for (const char* title : {"Name", "For", "Rules", "State"})
            table.addColumn(title);
        for (RetentionDefinition& policy : context.core.retentionPolicies.list()) {
            json.push_back(toJson(fieldsOf(policy)));
            table.addRow({policy.name, scopeText(policy), rulesText(policy),
                          policy.isPaused ? "paused" : "on"});
        }
        table.addFoot(formatCount(json.size(), "policy"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class PolicyShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        RetentionDefinition policy = context.core.retentionPolicies.load(operands[0]);
        context.console.print(context.global.isJson ? toLine(toJson(fieldsOf(policy)))
                                                    : describe(fieldsOf(policy)));
        return {};
    }
};

class PolicyRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.retentionPolicies.remove(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"removed", true}}));
        context.tell("forgot the policy " + operands[0] + "; no snapshot was touched");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyAddCommand() {
    return std::make_unique<PolicyAddCommand>();
}

std::unique_ptr<Command> makePolicyEditCommand() {
    return std::make_unique<PolicyEditCommand>();
}

std::unique_ptr<Command> makePolicyListCommand() {
    return std::make_unique<PolicyListCommand>();
}

std::unique_ptr<Command> makePolicyRemoveCommand() {
    return std::make_unique<PolicyRemoveCommand>();
}

std::unique_ptr<Command> makePolicyShowCommand() {
    return std::make_unique<PolicyShowCommand>();
}

}  // namespace tl::cli

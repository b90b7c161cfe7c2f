#include "ui/cli/commands/region.h"

#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::RegionRule;
using services::RepositoryRegion;
using Kind = services::PlaceByLocation::Kind;

std::string whereText(const services::PlaceByLocation& place) {
    switch (place.kind) {
        case Kind::Local:
            return "here";
        case Kind::Told:
            return services::describe(place.region);
        case Kind::Later:
            return "told when it is used";
        case Kind::Never:
            break;
    }
    return "not told";
}

std::string verdictText(const RepositoryRegion& one) {
    if (one.rule.regions.empty()) return "";
    if (!one.isAllowed)
        return one.rule.breach == services::RegionBreach::Warn ? "warned of" : "refused";
    return one.place.kind == Kind::Later ? "when it is used" : "allowed";
}

Json toJson(const RegionRule& rule) {
    return {{"regions", rule.regions},
            {"breach", rule.breach == services::RegionBreach::Warn ? "warn" : "abort"},
            {"unknown", rule.unknown == services::UnknownRegion::Refuse ? "refuse" : "allow"}};
}

Json toJson(const RepositoryRegion& one) {
    Json json{{"repository", one.repository},
              {"rule", textOf(one.rule)},
              {"own_rule", one.isOwnRule},
              {"place", whereText(one.place)},
              {"allowed", one.isAllowed}};
    if (one.place.region) {
        json["region"] = one.place.region->name;
        json["cloud"] = one.place.region->cloud;
        json["country"] = one.place.region->country;
    }
    return json;
}

std::string ruleText(const RegionRule& rule) {
    return rule.regions.empty() ? "repositories may be in any region"
                                : "the rule of regions: " + textOf(rule);
}

class RegionSetCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"breach",
                      '\0',
                      "abort|warn",
                      "what becomes of the use of a repository that is elsewhere (default: abort)",
                      "",
                      {"abort", "warn"}},
                     breach_);
        options.text({"unknown",
                      '\0',
                      "allow|refuse",
                      "how a server counts that does not say where it is (default: allow)",
                      "",
                      {"allow", "refuse"}},
                     unknown_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        constexpr std::size_t kAny = 1000;
        requireOperands(operands, 1, kAny,
                        "the regions that are allowed are wanted, such as: eea uk");
        std::string text = "breach=" + breach_ + " unknown=" + unknown_;
        for (const std::string& word : operands)
            text += " " + word;
        const RegionRule rule = services::parseRegionRule(text);
        context.core.regionRules.set(rule);
        if (context.global.isJson) context.console.print(toLine(toJson(rule)));
        context.tell(ruleText(rule));
        for (const std::string& word : services::wordsLikeNone(rule))
            context.console.printError("note: " + word +
                                       " is no group or country, so it stands for a region of "
                                       "that name\n");
        warnOfBreaches(context);
        return {};
    }

  private:
    std::string breach_ = "abort";
    std::string unknown_ = "allow";
};

class RegionRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "region remove takes no arguments");
        context.core.regionRules.set({});
        if (context.global.isJson) context.console.print(toLine(toJson(RegionRule{})));
        context.tell(ruleText({}));
        return {};
    }
};

class RegionShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "region show takes no arguments");
        const RegionRule rule = context.core.regionRules.load();
        const auto repositories = context.core.regionRules.review();
        if (context.global.isJson) {
            Json json = toJson(rule);
            json["repositories"] = Json::array();
            for (const RepositoryRegion& one : repositories)
                json["repositories"].push_back(toJson(one));
            context.console.print(toLine(json));
            return {};
        }
        TextTable table;
        for (const char* title : {"Repository", "Where", "Rule", "Verdict"})
            table.addColumn(title);
        for (const RepositoryRegion& one : repositories)
            table.addRow({one.repository, whereText(one.place),
                          one.isOwnRule ? textOf(one.rule) : std::string{"that of all"},
                          verdictText(one)});
        table.addFoot(formatCount(repositories.size(), "repository"));
        context.console.print(ruleText(rule) + "\n" +
                              table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

}  // namespace

void warnOfBreaches(const Context& context, const std::string& repository) {
    for (const RepositoryRegion& one : context.core.regionRules.review())
        if (!one.isAllowed && (repository.empty() || repository == one.repository))
            context.console.notify(
                "warning: " + services::breachText(one.repository, one.rule, one.place.region));
}

std::unique_ptr<Command> makeRegionRemoveCommand() {
    return std::make_unique<RegionRemoveCommand>();
}

std::unique_ptr<Command> makeRegionSetCommand() {
    return std::make_unique<RegionSetCommand>();
}

std::unique_ptr<Command> makeRegionShowCommand() {
    return std::make_unique<RegionShowCommand>();
}

}  // namespace tl::cli

#include "services/configuration/setup_plan.h"

#include <algorithm>
#include <array>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/policy/retention_plan.h"
#include "services/policy/schedule_rules.h"

namespace tl::services {

namespace {

constexpr std::string_view kBlank = " \t";

std::string_view trimmed(std::string_view text) {
    const std::size_t start = text.find_first_not_of(kBlank);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(kBlank) - start + 1);
}

bool isPeriod(std::string_view word) {
    constexpr std::array kPeriods = {"last", "hourly", "daily", "weekly", "monthly", "yearly"};
    return std::ranges::any_of(kPeriods, [&](const char* one) { return word == one; });
}

/// "keep-daily 7, keep-weekly 5" as people say it: "daily 7, weekly 5".
std::string keptText(const catalog::RetentionDefinition& policy) {
    std::string text;
    for (const char* period : {"last", "hourly", "daily", "weekly", "monthly", "yearly"}) {
        const auto rule = policy.rules.find(std::string{"keep-"} + period);
        if (rule == policy.rules.end()) continue;
        text += (text.empty() ? "" : ", ") + std::string{period} + " " + rule->second;
    }
    return text;
}

std::string listText(const catalog::Texts& texts) {
    std::string text;
    for (const std::string& one : texts)
        text += (text.empty() ? "" : ", ") + one;
    return text;
}

std::string keptWhere(const catalog::RepositoryDefinition& repository) {
    if (repository.passwordKind.empty()) return "";
    return "; its password: " + repository.passwordKind + " " + repository.passwordReference;
}

std::string describeRepository(const SetupPlan& plan) {
    const std::string place = plan.repository.name + " at " + plan.repository.location;
    if (!plan.isRepositoryThere) return "make the repository " + place + keptWhere(plan.repository);
    if (plan.isRepositoryKnown) return "use the repository " + place;
    return "use the repository that is there as " + place + keptWhere(plan.repository);
}

}  // namespace

DefinitionSet additionsOf(const SetupPlan& plan, const DefinitionSet& before) {
    DefinitionSet set;
    if (!plan.isRepositoryKnown) set.repositories[plan.repository.name] = plan.repository;
    if (before.defaultRepository.empty()) set.defaultRepository = plan.repository.name;
    if (!plan.isTargetKnown) set.targets[plan.target.name] = plan.target;
    if (plan.backup) set.schedules[plan.backup->name] = *plan.backup;
    if (plan.tidying) set.schedules[plan.tidying->name] = *plan.tidying;
    if (plan.retention) set.retentionPolicies[plan.retention->name] = *plan.retention;
    return set;
}

std::vector<std::string> describe(const SetupPlan& plan) {
    std::vector<std::string> lines{describeRepository(plan)};
    const std::string target = plan.target.name + ": " + listText(plan.target.paths);
    lines.push_back(plan.isTargetKnown ? "use the target " + target : "add the target " + target);
    if (!plan.isTargetKnown && !plan.target.patternGroups.empty())
        lines.push_back("leave out " + listText(plan.target.patternGroups));
    for (const std::string& pattern : plan.target.excludes)
        lines.push_back("leave out " + pattern);
    if (plan.backup) lines.push_back("back it up " + plan.backup->timing);
    if (plan.retention) lines.push_back("keep of its snapshots " + keptText(*plan.retention));
    if (plan.tidying)
        lines.push_back("remove the others " + plan.tidying->timing);
    else if (plan.retention)
        lines.emplace_back("remove the others when you say `tl policy apply`");
    return lines;
}

void planBackups(SetupPlan& plan, const std::string& timing, const DefinitionSet& before) {
    constexpr std::int64_t kRetries = 3;
    const catalog::ScheduleDefinition schedule{.name = freeName(plan.target.name, before.schedules),
                                               .action = "backup",
                                               .subject = plan.target.name,
                                               .timing = timing,
                                               .retryCount = kRetries};
    (void)parseSchedule(schedule);
    plan.backup = schedule;
}

void planKeeping(SetupPlan& plan, const std::string& text, const DefinitionSet& before) {
    const catalog::RetentionDefinition policy{
        .name = freeName(plan.target.name, before.retentionPolicies),
        .scope = "target",
        .subject = plan.target.name,
        .rules = parseKept(text)};
    (void)parseRetention(policy);
    plan.retention = policy;
    // Whoever has policies without a schedule that applies them wants it so.
    const bool isTidied = std::ranges::any_of(before.schedules, [&](const auto& one) {
        return one.second.action == "forget" && one.second.subject == plan.repository.name;
    });
    plan.tidying.reset();
    if (isTidied || !before.retentionPolicies.empty() || !plan.backup) return;
    plan.tidying = catalog::ScheduleDefinition{
        .name = freeName("tidy-" + plan.repository.name, before.schedules),
        .action = "forget",
        .subject = plan.repository.name,
        .timing = "weekly sun 12:00",
        .settings = {{"prune", "yes"}}};
}

void keepOut(const std::string& folder, catalog::TargetDefinition& target) {
    const bool isWithin = std::ranges::any_of(target.paths, [&](const std::string& path) {
        const std::string top = path.ends_with('/') ? path : path + "/";
        return (folder + "/").starts_with(top);
    });
    if (!isWithin) return;
    std::string pattern;
    for (const char letter : folder) {
        if (std::string_view{"*?[\\"}.find(letter) != std::string_view::npos) pattern += '\\';
        pattern += letter;
    }
    target.excludes.push_back(pattern);
}

bool hasBackupSchedule(const DefinitionSet& set, const std::string& target) {
    return std::ranges::any_of(set.schedules, [&](const auto& one) {
        return one.second.action == "backup" && one.second.subject == target;
    });
}

bool hasPolicy(const DefinitionSet& set, const std::string& target, const std::string& repository) {
    return std::ranges::any_of(set.retentionPolicies, [&](const auto& one) {
        const catalog::RetentionDefinition& policy = one.second;
        return policy.scope == "all" || (policy.scope == "target" && policy.subject == target) ||
               (policy.scope == "repository" && policy.subject == repository);
    });
}

std::optional<catalog::TargetDefinition> findSame(const DefinitionSet& set,
                                                  const catalog::TargetDefinition& target) {
    for (const auto& [name, one] : set.targets) {
        const catalog::Texts& has = one.repositories;
        const bool goesThere =
            std::ranges::all_of(target.repositories, [&has](const std::string& wanted) {
                return std::ranges::find(has, wanted) != has.end();
            });
        if (one.machine == target.machine && one.paths == target.paths && goesThere) return one;
    }
    return std::nullopt;
}

std::optional<catalog::RepositoryDefinition> findAt(const DefinitionSet& set,
                                                    const std::string& location) {
    for (const auto& [name, one] : set.repositories)
        if (one.location == location) return one;
    return std::nullopt;
}

catalog::TextMap parseKept(std::string_view text) {
    catalog::TextMap rules;
    for (const std::string& part : splitList(text)) {
        const std::size_t blank = part.find_first_of(kBlank);
        const std::string period = part.substr(0, blank);
        const std::string count{blank == std::string::npos ? std::string_view{}
                                                           : trimmed(part).substr(blank)};
        if (!isPeriod(period) || trimmed(count).empty())
            throw Error{ErrorKind::InvalidInput,
                        tl::quoted(part) +
                            " is not understood: say how many of what, such as daily 7, weekly 5; "
                            "there are last, hourly, daily, weekly, monthly and yearly"};
        rules["keep-" + period] = trimmed(count);
    }
    return rules;
}

catalog::Texts splitList(std::string_view text) {
    catalog::Texts parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view part = trimmed(text.substr(0, comma));
        if (!part.empty()) parts.emplace_back(part);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return parts;
}

std::string nameFrom(std::string_view path, const std::string& fallback) {
    while (path.ends_with('/'))
        path.remove_suffix(1);
    std::string name;
    for (const char letter : path.substr(path.find_last_of("/:") + 1)) {
        const bool isFit = catalog::isName(std::string{'a', letter});
        name += isFit ? letter : '-';
    }
    return catalog::isName(name) ? name : fallback;
}

void requireDefinitionName(std::string_view name) {
    catalog::requireName(name);
}

}  // namespace tl::services

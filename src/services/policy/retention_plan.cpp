#include "services/policy/retention_plan.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/policy/timing_words.h"
#include "services/repository/snapshot_selection.h"
#include "services/repository/text_values.h"

namespace tl::services {

namespace {

using catalog::RetentionDefinition;
using catalog::TargetDefinition;

constexpr std::array kScopes{
    std::pair{RetentionScope::All, "all"}, std::pair{RetentionScope::Repository, "repository"},
    std::pair{RetentionScope::Target, "target"}, std::pair{RetentionScope::Tag, "tag"}};

[[noreturn]] void refuse(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, why};
}

RetentionScope scopeIn(const std::string& word) {
    for (const auto& [scope, name] : kScopes)
        if (word == name) return scope;
    refuse("the scope " + tl::quoted(word) + " is to be one of all, repository, target, tag");
}

std::uint64_t countIn(const std::string& rule, const std::string& text) {
    constexpr std::size_t kDigitsMax = 9;
    if (text == "unlimited") return engine::kKeepUnlimited;
    const bool isNumber = !text.empty() && text.size() <= kDigitsMax &&
                          std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber)
        refuse("the rule " + rule + " is to have a number, or \"unlimited\", and not " +
               tl::quoted(text));
    return std::stoull(text);
}

std::vector<std::vector<std::string>> tagListsIn(const std::string& text) {
    std::vector<std::vector<std::string>> lists;
    for (const std::string_view list : splitAt(text, ';')) {
        lists.emplace_back();
        for (const std::string_view tag : splitAt(list, ','))
            lists.back().emplace_back(tag);
    }
    return lists;
}

void readRule(const std::string& rule, const std::string& value, RetentionRules& rules) {
    engine::KeepCounts& counts = rules.policy.counts;
    engine::KeepWithin& within = rules.policy.within;
    const std::map<std::string_view, std::uint64_t*> byCount{
        {"keep-last", &counts.last},       {"keep-hourly", &counts.hourly},
        {"keep-daily", &counts.daily},     {"keep-weekly", &counts.weekly},
        {"keep-monthly", &counts.monthly}, {"keep-yearly", &counts.yearly}};
    const std::map<std::string_view, engine::CalendarDuration*> byTime{
        {"keep-within", &within.all},
        {"keep-within-hourly", &within.hourly},
        {"keep-within-daily", &within.daily},
        {"keep-within-weekly", &within.weekly},
        {"keep-within-monthly", &within.monthly},
        {"keep-within-yearly", &within.yearly}};
    if (const auto count = byCount.find(rule); count != byCount.end()) {
        *count->second = countIn(rule, value);
    } else if (const auto time = byTime.find(rule); time != byTime.end()) {
        *time->second = parseCalendarDuration(value);
    } else if (rule == "keep-tag") {
        rules.policy.tags = tagListsIn(value);
    } else if (rule == "group-by") {
        rules.groupBy = parseGroupBy(value);
    } else if (rule == "remove-all") {
        if (value != "yes") refuse("the rule remove-all is to be yes, or not there at all");
        rules.isRemovingAllAllowed = true;
    } else {
        refuse("there is no rule " + tl::quoted(rule) +
               ": they are named as the options of `tl forget`, such as keep-daily");
    }
}

bool isOf(const TargetDefinition& target, const engine::Snapshot& snapshot) {
    if (!target.machine.empty() && target.machine != snapshot.hostname) return false;
    return std::set<std::string>{target.paths.begin(), target.paths.end()} ==
           std::set<std::string>{snapshot.paths.begin(), snapshot.paths.end()};
}

/// A policy with the snapshots that it judges, as places in the list of all.
struct Bench {
    const RetentionDefinition* definition;
    RetentionRules rules;
    std::vector<std::size_t> places{};
};

class Court {
  public:
    Court(const std::vector<StoredSnapshot>& snapshots,
          const RetentionSetting& setting,
          const engine::RetentionMoment& moment)
        : snapshots_{snapshots},
          setting_{setting},
          moment_{moment} {
        for (const RetentionDefinition& one : setting.policies)
            if (!one.isPaused) benches_.push_back({&one, parseRetention(one)});
        for (const StoredSnapshot& stored : snapshots)
            judged_.push_back({.stored = stored});
    }

    RetentionPlan judge() {
        assign();
        std::vector<ForgetGroup> groups;
        for (const Bench& bench : benches_)
            for (ForgetGroup& group : hear(bench))
                groups.push_back(std::move(group));
        for (JudgedSnapshot& one : judged_)
            one.isRemoved = !one.policies.empty() && one.reasons.empty();
        RetentionPlan plan;
        // What one policy removes another of the same rank may keep.
        for (ForgetGroup& group : groups) {
            std::erase_if(group.removed, [this](const StoredSnapshot& stored) {
                return !judged_[placeOf_.at(stored.id.hex())].isRemoved;
            });
            plan.forget.groups.push_back(std::move(group));
        }
        requireLeavings();
        for (const JudgedSnapshot& one : judged_)
            if (one.isRemoved) plan.forget.removals.push_back(one.stored.id);
        plan.snapshots = {judged_.rbegin(), judged_.rend()};
        return plan;
    }

  private:
    [[nodiscard]] bool isFor(const Bench& bench, const engine::Snapshot& snapshot) const {
        if (isOwnDocument(snapshot)) return false;
        const std::string& subject = bench.definition->subject;
        switch (bench.rules.scope) {
            case RetentionScope::All:
                return true;
            case RetentionScope::Repository:
                return subject == setting_.repository;
            case RetentionScope::Target:
                return std::ranges::any_of(setting_.targets, [&](const TargetDefinition& target) {
                    return target.name == subject && isOf(target, snapshot);
                });
            case RetentionScope::Tag:
                return std::ranges::find(snapshot.tags, subject) != snapshot.tags.end();
        }
        return false;
    }

    /// Gives each snapshot to the most specific of the policies that are for it.
    void assign() {
        for (std::size_t place = 0; place < snapshots_.size(); ++place) {
            const engine::Snapshot& snapshot = snapshots_[place].snapshot;
            placeOf_.emplace(snapshots_[place].id.hex(), place);
            std::vector<Bench*> rank;
            for (Bench& bench : benches_) {
                if (!isFor(bench, snapshot)) continue;
                if (!rank.empty() && rank.front()->rules.scope > bench.rules.scope) continue;
                if (!rank.empty() && rank.front()->rules.scope < bench.rules.scope) rank.clear();
                rank.push_back(&bench);
            }
            for (Bench* bench : rank) {
                bench->places.push_back(place);
                judged_[place].policies.push_back(bench->definition->name);
            }
        }
    }

    /// What the policy says of its snapshots, group by group.
    std::vector<ForgetGroup> hear(const Bench& bench) {
        std::vector<StoredSnapshot> own;
        for (const std::size_t place : bench.places)
            own.push_back(snapshots_[place]);
        // The plan of `forget` refuses to leave nothing of a group; here another policy may keep
        // what this one does not, so that is looked at in the end.
        std::vector<ForgetGroup> decided;
        for (SnapshotGroup& group : groupSnapshots(std::move(own), bench.rules.groupBy)) {
            decided.push_back(decideRetention(std::move(group), bench.rules.policy, moment_));
            decided.back().policy = bench.definition->name;
            for (KeptSnapshot& kept : decided.back().kept)
                for (std::string& reason : kept.reasons) {
                    reason = bench.definition->name + ": " + reason;
                    judged_[placeOf_.at(kept.stored.id.hex())].reasons.push_back(reason);
                }
            groupsOf_.push_back({&bench, {}});
            for (const KeptSnapshot& kept : decided.back().kept)
                groupsOf_.back().places.push_back(placeOf_.at(kept.stored.id.hex()));
            for (const StoredSnapshot& removed : decided.back().removed)
                groupsOf_.back().places.push_back(placeOf_.at(removed.id.hex()));
        }
        return decided;
    }

    void requireLeavings() const {
        for (const HeardGroup& group : groupsOf_) {
            const bool isAnyLeft = std::ranges::any_of(
                group.places, [this](std::size_t place) { return !judged_[place].isRemoved; });
            if (isAnyLeft ||
                (group.bench->rules.isRemovingAllAllowed && setting_.isRemovingAllAllowed))
                continue;
            const engine::Snapshot& one = snapshots_[group.places.front()].snapshot;
            const std::string paths = one.paths.empty() ? std::string{} : one.paths.front();
            refuse("the policy " + tl::quoted(group.bench->definition->name) +
                   " would remove every snapshot of " + tl::quoted(paths) + " from host " +
                   tl::quoted(one.hostname) +
                   ", so nothing was removed; if that is meant, say so twice: "
                   "`tl policy edit --remove-all`, and --remove-all here, or in the "
                   "schedule --set remove-all=yes");
        }
    }

    struct HeardGroup {
        const Bench* bench;
        std::vector<std::size_t> places;
    };

    const std::vector<StoredSnapshot>& snapshots_;
    const RetentionSetting& setting_;
    const engine::RetentionMoment& moment_;
    std::vector<Bench> benches_;
    std::vector<JudgedSnapshot> judged_;
    std::map<std::string, std::size_t> placeOf_;  ///< By ID.
    std::vector<HeardGroup> groupsOf_;
};

}  // namespace

const char* nameOf(RetentionScope scope) noexcept {
    for (const auto& [one, name] : kScopes)
        if (one == scope) return name;
    return "";
}

RetentionRules parseRetention(const RetentionDefinition& policy) {
    RetentionRules rules{.scope = scopeIn(policy.scope)};
    if (rules.scope == RetentionScope::All && !policy.subject.empty())
        refuse("a policy for all names no " + tl::quoted(policy.subject));
    if (rules.scope != RetentionScope::All && policy.subject.empty())
        refuse(std::string{"the policy is to name its "} + nameOf(rules.scope));
    for (const auto& [rule, value] : policy.rules)
        readRule(rule, value, rules);
    if (rules.policy.isEmpty() && !rules.isRemovingAllAllowed)
        refuse("the policy keeps nothing: give it a rule such as keep-daily=7");
    return rules;
}

RetentionPlan planRetention(const std::vector<StoredSnapshot>& snapshots,
                            const RetentionSetting& setting,
                            const engine::RetentionMoment& moment) {
    return Court{snapshots, setting, moment}.judge();
}

}  // namespace tl::services

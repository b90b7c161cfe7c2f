#include "services/repository/forget_plan.h"

#include <cstddef>
#include <string>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : ", ") + text;
    return quoted(all);
}

/// "host "vm", paths "/a, /b"", or "of all snapshots".
std::string describeGroup(const SnapshotGroupKey& key) {
    std::string text;
    const auto add = [&text](const char* what, const std::string& value) {
        text += (text.empty() ? "of " : ", ") + std::string{what} + " " + value;
    };
    if (key.host) add("host", quoted(*key.host));
    if (key.paths) add("paths", joined(*key.paths));
    if (key.tags) add("tags", joined(*key.tags));
    return text.empty() ? "of all snapshots" : text;
}

std::vector<engine::RetentionSubject> subjectsOf(const SnapshotGroup& group) {
    std::vector<engine::RetentionSubject> subjects;
    for (const StoredSnapshot& stored : group.snapshots)
        subjects.push_back({stored.snapshot.time, stored.snapshot.tags});
    return subjects;
}

}  // namespace

ForgetGroup decideRetention(SnapshotGroup&& group,
                            const engine::RetentionPolicy& policy,
                            const engine::RetentionMoment& moment) {
    const auto subjects = subjectsOf(group);
    auto answers = engine::applyRetention(subjects, policy, moment);
    const auto order = engine::newestFirst(subjects);
    ForgetGroup decided;
    for (const std::size_t i : order) {
        if (answers[i].empty()) {
            decided.removed.push_back(std::move(group.snapshots[i]));
        } else {
            decided.kept.push_back({std::move(group.snapshots[i]), std::move(answers[i])});
        }
    }
    decided.key = std::move(group.key);
    return decided;
}

void checkForgetRules(const ForgetRules& rules, const SnapshotFilter& filter) {
    if (!rules.policy.isEmpty()) return;
    if (!rules.isRemovingAllAllowed)
        throw Error{ErrorKind::InvalidInput,
                    "nothing says which snapshots to keep, so none is removed; give a policy "
                    "(--keep-…) or the IDs of the snapshots to remove"};
    if (filter.isEmpty())
        throw Error{ErrorKind::InvalidInput,
                    "--unsafe-allow-remove-all needs --host, --tag or --path beside it, to say "
                    "which snapshots are meant"};
}

ForgetPlan planForget(std::vector<StoredSnapshot> snapshots,
                      const ForgetRules& rules,
                      const engine::RetentionMoment& moment) {
    ForgetPlan plan;
    for (SnapshotGroup& group : groupSnapshots(std::move(snapshots), rules.groupBy)) {
        plan.groups.push_back(decideRetention(std::move(group), rules.policy, moment));
        if (plan.groups.back().kept.empty() && !rules.policy.isEmpty())
            throw Error{ErrorKind::InvalidInput,
                        "the policy would remove every snapshot " +
                            describeGroup(plan.groups.back().key) +
                            ", so nothing was removed; keep at least one, or name those to "
                            "remove"};
        for (const StoredSnapshot& stored : plan.groups.back().removed)
            plan.removals.push_back(stored.id);
    }
    return plan;
}

ForgetPlan planRemoval(const std::vector<StoredSnapshot>& snapshots) {
    ForgetPlan plan;
    for (const StoredSnapshot& stored : snapshots)
        plan.removals.push_back(stored.id);
    return plan;
}

}  // namespace tl::services

// What a guided set-up adds to the definitions: a repository, a target, when it is backed up and
// what is kept, with suggestions for a new user. Plain values, so that whoever asks the questions
// can show the plan before anything is done.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/configuration/definition_set.h"

namespace tl::services {

/// What is suggested where nothing else is known.
inline constexpr const char* kSuggestedTiming = "daily 20:00";
inline constexpr const char* kSuggestedRetention = "daily 7, weekly 5, monthly 12";
/// Shipped groups that leave out what can be had again.
inline constexpr const char* kSuggestedGroups = "caches, build-output, trash";

/// The parts that are known already are not added again.
struct SetupPlan {
    catalog::RepositoryDefinition repository{};
    bool isRepositoryKnown = false;  ///< It has its name already.
    bool isRepositoryThere = false;  ///< The place holds a repository: it is not made.
    catalog::TargetDefinition target{};
    bool isTargetKnown = false;
    std::optional<catalog::ScheduleDefinition> backup{};
    std::optional<catalog::RetentionDefinition> retention{};
    /// Applies the policy; none where other policies would begin to remove, too.
    std::optional<catalog::ScheduleDefinition> tidying{};
};

/// The definitions that it adds; with the default repository, if there was none `before`.
[[nodiscard]] DefinitionSet additionsOf(const SetupPlan& plan, const DefinitionSet& before);
/// A line for each thing that will be done or is used as it is.
[[nodiscard]] std::vector<std::string> describe(const SetupPlan& plan);

/// Fills in `backup`: the schedule of the target. **Errors:** InvalidInput for a bad timing.
void planBackups(SetupPlan& plan, const std::string& timing, const DefinitionSet& before);
/// Fills in `retention` and `tidying`: for the target alone, so that nothing that others have put
/// into the repository is ever removed. `text` as parseKept(). **Errors:** InvalidInput.
void planKeeping(SetupPlan& plan, const std::string& text, const DefinitionSet& before);
/// Keeps a repository that lies in the target's folders out of the backup. `folder` is its path.
void keepOut(const std::string& folder, catalog::TargetDefinition& target);

/// Whether the target is backed up by a schedule.
[[nodiscard]] bool hasBackupSchedule(const DefinitionSet& set, const std::string& target);
/// Whether a policy decides over the target's snapshots in the repository.
[[nodiscard]] bool hasPolicy(const DefinitionSet& set,
                             const std::string& target,
                             const std::string& repository);
/// The target of the same machine and paths that goes to all of the repositories, if there is one.
[[nodiscard]] std::optional<catalog::TargetDefinition> findSame(
    const DefinitionSet& set, const catalog::TargetDefinition& target);
/// The repository at a location, which is as additionsOf() would keep it.
[[nodiscard]] std::optional<catalog::RepositoryDefinition> findAt(const DefinitionSet& set,
                                                                  const std::string& location);

/// "daily 7, weekly 5" as rules of a policy: last, hourly, daily, weekly, monthly, yearly.
/// **Errors:** InvalidInput, saying what is understood.
[[nodiscard]] catalog::TextMap parseKept(std::string_view text);
/// "a, b" → a, b. Empty parts are left out.
[[nodiscard]] catalog::Texts splitList(std::string_view text);

/// A name made of the end of a path, or `fallback` where that gives none.
[[nodiscard]] std::string nameFrom(std::string_view path, const std::string& fallback);
/// `name`, or with the first number behind it that makes it free.
template <typename Definition>
[[nodiscard]] std::string freeName(const std::string& name,
                                   const DefinitionMap<Definition>& taken) {
    std::string candidate = name;
    for (int number = 2; taken.contains(candidate); ++number)
        candidate = name + "-" + std::to_string(number);
    return candidate;
}
/// **Errors:** InvalidInput for what is no name.
void requireDefinitionName(std::string_view name);

}  // namespace tl::services

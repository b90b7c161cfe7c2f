#include "services/backup/target_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <variant>

#include "infra/engine/archive/selection.h"
#include "infra/engine/filter/pattern_list.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/command_line.h"
#include "services/backup/shipped_pattern_groups.h"
#include "services/repository/read_data.h"

namespace tl::services {

namespace {

using catalog::Texts;

[[noreturn]] void refuse(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, why};
}

void requireOnce(const Texts& names, const std::string& what) {
    std::set<std::string> seen;
    for (const std::string& name : names)
        if (!seen.insert(name).second) refuse(what + " " + tl::quoted(name) + " is given twice");
}

void requireNoneEmpty(const Texts& texts, const std::string& what) {
    if (std::ranges::find(texts, std::string{}) != texts.end()) refuse(what + " is empty");
}

void requirePatterns(const Texts& patterns) {
    requireNoneEmpty(patterns, "a pattern");
    engine::validatePatterns(patterns);
}

/// Whether a plugin is there is found out when it is to run: the catalog serves many machines.
void requireHooks(const catalog::TargetDefinition& target) {
    constexpr std::int64_t kWeek = std::int64_t{7} * 24 * 60 * 60;
    for (const std::string* command : {&target.hookBefore, &target.hookAfter, &target.hookOnError})
        if (!command->empty()) (void)splitCommandLine(*command);
    requireNoneEmpty(target.hookPlugins, "a plugin of the hooks");
    requireOnce(target.hookPlugins, "the plugin");
    if (target.hookTimeLimit < 0 || target.hookTimeLimit > kWeek)
        refuse("hook_time_limit is to be up to a week, in seconds, or 0 for an hour");
}

}  // namespace

void requireSound(const catalog::PatternGroup& group) {
    for (const catalog::PatternGroup& shipped : shippedPatternGroups())
        if (shipped.name == group.name)
            refuse("the pattern group " + tl::quoted(group.name) +
                   " comes with TimeLocker and cannot be changed: choose another name for yours");
    if (group.includes.empty() && group.excludes.empty())
        refuse("the pattern group has no patterns: give --include or --exclude");
    requirePatterns(group.includes);
    requirePatterns(group.excludes);
}

void requireSound(const catalog::TargetDefinition& target) {
    if (target.paths.empty()) refuse("the target has no paths: name what to back up");
    for (const std::string& path : target.paths)
        if (!path.starts_with('/'))
            refuse("the path " + tl::quoted(path) + " of the target does not begin with /");
    requireOnce(target.paths, "the path");
    if (target.repositories.empty())
        refuse("the target has no repository to back up to; see `tl repo list`");
    requireOnce(target.repositories, "the repository");
    requireOnce(target.patternGroups, "the pattern group");
    requirePatterns(target.includes);
    requirePatterns(target.excludes);
    requirePatterns(target.excludesIgnoringCase);
    for (const std::string& mark : target.excludeIfPresent)
        (void)engine::parseFolderMark(mark);
    if (target.excludeLargerThan < 0) refuse("exclude_larger_than is to be a size, or 0");
    requireNoneEmpty(target.tags, "a tag");
    for (const std::string& tag : target.tags)
        if (tag.find(',') != std::string::npos)
            refuse("a tag may not have a comma: " + tl::quoted(tag));
    requireHooks(target);
    (void)parseVerification(target.verifyAfter);
}

std::optional<BackupVerification> parseVerification(const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (text == "structure") return BackupVerification{.readPercent = 0};
    if (text == "data") return BackupVerification{};
    if (text.ends_with('%'))
        return BackupVerification{.readPercent =
                                      std::get<ReadPercentage>(parseReadDataSubset(text)).percent};
    throw Error{ErrorKind::InvalidInput,
                tl::quoted(text) +
                    " is no way to verify a backup: give structure, data, or a percentage of the "
                    "data such as 10%"};
}

}  // namespace tl::services

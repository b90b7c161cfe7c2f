#include "ui/cli/commands/target_options.h"

#include <chrono>
#include <limits>
#include <utility>

#include "infra/errors/error.h"
#include "services/repository/text_values.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

void replaceUnlessEmpty(std::vector<std::string>& list, const std::vector<std::string>& given) {
    if (!given.empty()) list = given;
}

}  // namespace

void TargetOptions::declare(OptionSet& options) {
    options.optionalText({"description", '\0', "text", "what it is for", "", {}}, description_);
    options.list({"to",
                  '\0',
                  "name",
                  "a repository of `tl repo list` to back up to (repeatable; default: the default "
                  "repository)",
                  "",
                  {}},
                 repositories_);
    options.list(
        {"group", '\0', "name", "a group of patterns of `tl pattern list` (repeatable)", "", {}},
        groups_);
    options.list({"include",
                  '\0',
                  "pattern",
                  "of the files, only those that match one of these (repeatable)",
                  "",
                  {}},
                 includes_);
    options.list({"exclude", 'e', "pattern", "leave out what matches (repeatable)", "", {}},
                 excludes_);
    options.list({"iexclude", '\0', "pattern", "as --exclude, ignoring case (repeatable)", "", {}},
                 excludesIgnoringCase_);
    options.list(
        {"exclude-if-present",
         '\0',
         "filename[:header]",
         "leave out folders that hold this file, if it begins with the header (repeatable)",
         "",
         {}},
        excludeIfPresent_);
    options.custom({"exclude-larger-than",
                    '\0',
                    "size",
                    "leave out files larger than this; k, m, g and t are understood; 0: no limit",
                    "",
                    {}},
                   [this](const std::string& value) {
                       const std::uint64_t size = services::parseSize(value);
                       if (size > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
                           throw Error{ErrorKind::InvalidInput, "the size is too large"};
                       excludeLargerThan_ = static_cast<std::int64_t>(size);
                   });
    options.list({"tag", '\0', "tag[,tag,...]", "tags of the snapshots (repeatable)", "", {}},
                 tagLists_);
    options.optionalText({"machine",
                          '\0',
                          "hostname",
                          "the machine that has the data (default: this one; empty: any)",
                          "",
                          {}},
                         machine_);
    options.optionalFlag(
        {"exclude-caches", '\0', "", "leave out folders marked by a CACHEDIR.TAG file", "", {}},
        excludesCaches_);
    options.optionalFlag(
        {"one-file-system", 'x', "", "stay within the file systems of the paths", "", {}},
        oneFileSystem_);
    options.optionalFlag({"skip-if-unchanged",
                          '\0',
                          "",
                          "make no snapshot when it would equal the one before",
                          "",
                          {}},
                         skipsIfUnchanged_);
    declareHooks(options);
}

void TargetOptions::declareHooks(OptionSet& options) {
    options.optionalText({"hook-before",
                          '\0',
                          "command",
                          "run before each backup, such as a dump of a database; when it fails, "
                          "there is no backup (empty: none)",
                          "",
                          {}},
                         hookBefore_);
    options.optionalText({"hook-after",
                          '\0',
                          "command",
                          "run after each backup that made its snapshot (empty: none)",
                          "",
                          {}},
                         hookAfter_);
    options.optionalText({"hook-on-error",
                          '\0',
                          "command",
                          "run after each backup that failed or was stopped (empty: none)",
                          "",
                          {}},
                         hookOnError_);
    options.list({"hook-plugin",
                  '\0',
                  "name",
                  "a plugin of the kind hook, told before and after each backup (repeatable)",
                  "",
                  {}},
                 hookPlugins_);
    options.custom({"hook-time-limit",
                    '\0',
                    "duration",
                    "how long each of the commands may take, such as 90s or 2h (default: 1h)",
                    "",
                    {}},
                   [this](const std::string& value) {
                       const auto time = services::parseDuration(value);
                       const auto seconds = std::chrono::ceil<std::chrono::seconds>(time);
                       hookTimeLimit_ = seconds.count();
                   });
    options.optionalText(
        {"verify-after",
         '\0',
         "what",
         "look at each backup once it is made: structure, data (what it stored is read back), a "
         "percentage of the data such as 10%, or none",
         "",
         {}},
        verifyAfter_);
}

void TargetOptions::apply(services::TargetDefinition& target) const {
    if (description_) target.description = *description_;
    if (machine_) target.machine = *machine_;
    replaceUnlessEmpty(target.repositories, repositories_);
    replaceUnlessEmpty(target.patternGroups, groups_);
    replaceUnlessEmpty(target.includes, includes_);
    replaceUnlessEmpty(target.excludes, excludes_);
    replaceUnlessEmpty(target.excludesIgnoringCase, excludesIgnoringCase_);
    replaceUnlessEmpty(target.excludeIfPresent, excludeIfPresent_);
    std::vector<std::string> tags;
    for (const std::string& list : tagLists_)
        for (std::string& tag : splitAtCommas(list))
            tags.push_back(std::move(tag));
    replaceUnlessEmpty(target.tags, tags);
    if (excludeLargerThan_) target.excludeLargerThan = *excludeLargerThan_;
    if (excludesCaches_) target.excludesCaches = *excludesCaches_;
    if (oneFileSystem_) target.oneFileSystem = *oneFileSystem_;
    if (hookBefore_) target.hookBefore = *hookBefore_;
    if (hookAfter_) target.hookAfter = *hookAfter_;
    if (hookOnError_) target.hookOnError = *hookOnError_;
    replaceUnlessEmpty(target.hookPlugins, hookPlugins_);
    if (hookTimeLimit_) target.hookTimeLimit = *hookTimeLimit_;
    if (verifyAfter_) target.verifyAfter = *verifyAfter_ == "none" ? "" : *verifyAfter_;
    if (skipsIfUnchanged_) target.skipsIfUnchanged = *skipsIfUnchanged_;
}

}  // namespace tl::cli

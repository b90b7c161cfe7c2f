#include "ui/cli/commands/forget_options.h"

#include <cstdint>
#include <string_view>

#include "infra/errors/error.h"
#include "services/repository/text_values.h"

namespace tl::cli {

namespace {

std::uint64_t parseCount(const std::string& text) {
    if (text == "unlimited") return engine::kKeepUnlimited;
    if (text.starts_with('-'))
        throw Error{ErrorKind::InvalidInput, "it cannot be negative; use \"unlimited\" for all"};
    return parseNumber(text);
}

}  // namespace

void ForgetOptions::declare(OptionSet& options) {
    declareCounts(options);
    declareWithin(options);
    options.customList(
        {"keep-tag", '\0', "tag[,tag,...]", "keep what has all of these tags (repeatable)", "", {}},
        [this](const std::string& value) {
            request_.rules.policy.tags.push_back(splitAtCommas(value));
        });
    options.flag({"unsafe-allow-remove-all",
                  '\0',
                  "",
                  "without a policy, remove all that --host, --tag and --path select",
                  "",
                  {}},
                 request_.rules.isRemovingAllAllowed);
    options.custom(
        {"group-by",
         'g',
         "group",
         "apply the policy to each group: host, paths and tags, with commas between (default "
         "host,paths; '' for one group)",
         "",
         {}},
        [this](const std::string& value) {
            request_.rules.groupBy = services::parseGroupBy(value);
        });
    options.flag({"dry-run", 'n', "", "remove nothing, only show what would be removed", "", {}},
                 request_.isDryRun);
    options.flag({"compact", 'c', "", "show less of each snapshot", "", {}}, isCompact_);
    options.flag({"prune", '\0', "", "prune afterwards, if anything was removed", "", {}},
                 isPruning_);
    pruneValues_.declare(options);
    // -H is for hours here, as in restic.
    filter_.declare(options, '\0');
}

void ForgetOptions::declareCounts(OptionSet& options) {
    engine::KeepCounts& counts = request_.rules.policy.counts;
    const auto declare = [&options](const char* name, char letter, const char* help,
                                    std::uint64_t& count) {
        options.custom({name, letter, "n", help, "", {}},
                       [&count](const std::string& value) { count = parseCount(value); });
    };
    declare("keep-last", 'l', "keep the last n snapshots (or \"unlimited\")", counts.last);
    declare("keep-hourly", 'H', "keep the newest of each of the last n hours", counts.hourly);
    declare("keep-daily", 'd', "keep the newest of each of the last n days", counts.daily);
    declare("keep-weekly", 'w', "keep the newest of each of the last n weeks", counts.weekly);
    declare("keep-monthly", 'm', "keep the newest of each of the last n months", counts.monthly);
    declare("keep-yearly", 'y', "keep the newest of each of the last n years", counts.yearly);
}

void ForgetOptions::declareWithin(OptionSet& options) {
    engine::KeepWithin& within = request_.rules.policy.within;
    const auto declare = [&options](const char* name, const char* help,
                                    engine::CalendarDuration& duration) {
        options.custom({name, '\0', "duration", help, "", {}},
                       [&duration](const std::string& value) {
                           duration = services::parseCalendarDuration(value);
                       });
    };
    declare("keep-within", "keep all of this time (such as 1y5m7d2h) before the newest",
            within.all);
    declare("keep-within-hourly", "keep one an hour of this time", within.hourly);
    declare("keep-within-daily", "keep one a day of this time", within.daily);
    declare("keep-within-weekly", "keep one a week of this time", within.weekly);
    declare("keep-within-monthly", "keep one a month of this time", within.monthly);
    declare("keep-within-yearly", "keep one a year of this time", within.yearly);
}

services::ForgetRequest ForgetOptions::resolve(const std::vector<std::string>& ids,
                                               const Context& context) const {
    services::ForgetRequest request = request_;
    request.repository = context.access();
    request.filter = filter_.resolve(context.environment);
    request.ids = ids;
    const services::PruneOptions pruneOptions = pruneValues_.resolve();
    if (isPruning_) request.prune = pruneOptions;
    return request;
}

}  // namespace tl::cli

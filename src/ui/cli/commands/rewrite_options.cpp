#include "ui/cli/commands/rewrite_options.h"

#include "services/repository/text_values.h"

namespace tl::cli {

void RewriteOptions::declare(OptionSet& options) {
    declarePatterns(options);
    options.text({"new-host", '\0', "host", "give the snapshots this host", "", {}},
                 request_.newHost);
    options.text({"new-time",
                  '\0',
                  "time",
                  "give the snapshots this time, such as \"2012-11-01 22:08:41\"",
                  "",
                  {}},
                 newTime_);
    options.flag({"snapshot-summary",
                  's',
                  "",
                  "store the number and size of the files in snapshots that lack them",
                  "",
                  {}},
                 request_.isSummaryWanted);
    options.flag({"forget", '\0', "", "remove each snapshot that was made anew", "", {}},
                 request_.isForgetting);
    options.flag({"dry-run", 'n', "", "store nothing, only show what would be done", "", {}},
                 request_.isDryRun);
    filter_.declare(options);
}

void RewriteOptions::declarePatterns(OptionSet& options) {
    services::RewriteRequest& r = request_;
    options.list({"exclude", 'e', "pattern", "leave out what matches (repeatable)", "", {}},
                 r.excludes);
    options.list({"iexclude", '\0', "pattern", "as --exclude, ignoring case (repeatable)", "", {}},
                 r.excludesIgnoringCase);
    options.list(
        {"exclude-file", '\0', "file", "read exclude patterns from a file (repeatable)", "", {}},
        r.excludeFiles);
    options.list(
        {"iexclude-file", '\0', "file", "as --exclude-file, ignoring case (repeatable)", "", {}},
        r.excludeFilesIgnoringCase);
    options.list({"include", 'i', "pattern", "keep only what matches (repeatable)", "", {}},
                 r.includes);
    options.list({"iinclude", '\0', "pattern", "as --include, ignoring case (repeatable)", "", {}},
                 r.includesIgnoringCase);
    options.list(
        {"include-file", '\0', "file", "read include patterns from a file (repeatable)", "", {}},
        r.includeFiles);
    options.list(
        {"iinclude-file", '\0', "file", "as --include-file, ignoring case (repeatable)", "", {}},
        r.includeFilesIgnoringCase);
}

services::RewriteRequest RewriteOptions::resolve(const std::vector<std::string>& ids,
                                                 const Context& context) const {
    services::RewriteRequest request = request_;
    if (!newTime_.empty()) request.newTime = services::parseLocalTime(newTime_, context.zone);
    request.repository = context.access();
    request.filter = filter_.resolve(context.environment);
    request.ids = ids;
    return request;
}

}  // namespace tl::cli

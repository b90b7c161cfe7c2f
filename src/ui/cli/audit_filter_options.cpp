#include "ui/cli/audit_filter_options.h"

#include "infra/errors/error.h"
#include "services/repository/text_values.h"

namespace tl::cli {

namespace {

using services::AuditResult;

AuditResult parseResult(const std::string& text) {
    std::string names;
    for (const AuditResult result : services::kAuditResults) {
        if (text == nameOf(result)) return result;
        names += (names.empty() ? "" : ", ") + std::string{nameOf(result)};
    }
    throw Error{ErrorKind::InvalidInput, "no result is called '" + text + "'; there are " + names};
}

}  // namespace

void AuditFilterOptions::declare(OptionSet& options) {
    options.text({"since", '\0', "time", "only what happened from then on", "", {}}, since_);
    options.text({"before", '\0', "time", "only what happened before then", "", {}}, before_);
    options.text({"actor", '\0', "text", "only what was done by whose name has this in it", "", {}},
                 query_.actor);
    options.text({"action", '\0', "text", "only actions whose name has this in it", "", {}},
                 query_.action);
    options.text(
        {"object", '\0', "text", "only what was done to what has this in its name", "", {}},
        query_.object);
    options.text({"result",
                  '\0',
                  "result",
                  "only what ended so",
                  "",
                  {"success", "incomplete", "failure", "interrupted", "denied"}},
                 result_);
}

services::AuditQuery AuditFilterOptions::query(const TimeZone& zone) const {
    services::AuditQuery query = query_;
    if (!since_.empty()) query.since = services::parsePointInTime(since_, zone);
    if (!before_.empty()) query.before = services::parsePointInTime(before_, zone);
    if (!result_.empty()) query.result = parseResult(result_);
    return query;
}

}  // namespace tl::cli

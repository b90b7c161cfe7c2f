#include "ui/cli/configuration_changes.h"

#include <string>

#include <fmt/format.h>

#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::ConfigurationChange;
using services::ConfigurationStep;
using services::Execution;

const char* nameOf(ConfigurationStep step) {
    switch (step) {
        case ConfigurationStep::Add:
            return "add";
        case ConfigurationStep::Change:
            return "change";
        case ConfigurationStep::Remove:
            break;
    }
    return "remove";
}

char signOf(ConfigurationStep step) {
    switch (step) {
        case ConfigurationStep::Add:
            return '+';
        case ConfigurationStep::Change:
            return '~';
        case ConfigurationStep::Remove:
            break;
    }
    return '-';
}

std::string describe(const ConfigurationChange& change) {
    std::string text = fmt::format("{} {} {}", signOf(change.step), change.kind, change.name);
    if (!change.fields.empty()) text += ": " + joined(change.fields);
    return text;
}

Json toJson(const ConfigurationChange& change) {
    Json json{{"step", nameOf(change.step)}, {"kind", change.kind}, {"name", change.name}};
    if (!change.fields.empty()) json["fields"] = change.fields;
    return json;
}

}  // namespace

void tellChanges(const std::vector<ConfigurationChange>& changes,
                 Execution execution,
                 const Context& context) {
    for (const ConfigurationChange& change : changes)
        context.tell(describe(change));
    if (changes.empty()) {
        context.tell("nothing to change");
        return;
    }
    const bool isPlan = execution == Execution::PlanOnly;
    context.tell(formatCount(changes.size(), "change") +
                 (isPlan ? ", none of them made: this was a dry run" : ""));
}

Json changesToJson(const std::vector<ConfigurationChange>& changes, Execution execution) {
    Json json{{"dry_run", execution == Execution::PlanOnly}, {"changes", Json::array()}};
    for (const ConfigurationChange& change : changes)
        json["changes"].push_back(toJson(change));
    return json;
}

}  // namespace tl::cli

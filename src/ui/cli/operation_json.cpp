#include "ui/cli/operation_json.h"

#include "ui/cli/definition_output.h"

namespace tl::cli {

using services::Figures;
using services::LogLine;
using services::Operation;
using services::OperationState;
using services::OperationStory;

namespace {

Json toJson(const Figures& figures) {
    Json json = Json::object();
    for (const auto& [name, value] : figures)
        json[name] = value;
    return json;
}

}  // namespace

Json toJson(const Operation& one) {
    Json json{{"id", one.id},
              {"kind", one.kind},
              {"target", one.target},
              {"repository", one.repository},
              {"machine", one.machine},
              {"actor", one.actor},
              {"state", nameOf(one.state)},
              {"attempt", one.attempt},
              {"due", toJsonTime(one.dueAt)}};
    if (one.startedAt != 0) json["started"] = toJsonTime(one.startedAt);
    if (one.endedAt != 0) json["ended"] = toJsonTime(one.endedAt);
    if (!one.runner.empty()) json["runner"] = one.runner;
    if (one.cancelRequestedAt != 0) json["cancel_requested_by"] = one.cancelRequestedBy;
    if (!one.snapshot.empty()) json["snapshot"] = one.snapshot;
    if (!one.message.empty()) json["message"] = one.message;
    if (one.state == OperationState::Running) json["progress"] = toJson(one.progress);
    json["figures"] = toJson(one.figures);
    return json;
}

Json toJson(const OperationStory& story) {
    Json json = toJson(story.operation);
    json["log"] = Json::array();
    for (const LogLine& line : story.lines)
        json["log"].push_back(
            {{"time", toJsonTime(line.at)}, {"level", line.level}, {"text", line.text}});
    return json;
}

}  // namespace tl::cli

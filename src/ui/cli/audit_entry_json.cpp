#include "ui/cli/audit_entry_json.h"

#include "infra/platform/digest.h"
#include "infra/platform/utc_text.h"

namespace tl::cli {

Json toJson(const services::AuditEntry& entry) {
    Json details = Json::object();
    for (const auto& [name, value] : entry.event.details)
        details[name] = value;
    Json json{{"sequence", entry.sequence},   {"time", utcText(entry.time)},
              {"actor", entry.event.actor},   {"action", entry.event.action},
              {"object", entry.event.object}, {"result", nameOf(entry.event.result)},
              {"details", details},           {"previous", hexText(entry.previous)},
              {"hash", hexText(entry.hash)}};
    if (entry.isErased) json["erased"] = true;
    return json;
}

}  // namespace tl::cli

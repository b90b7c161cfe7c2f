#include "ui/cli/json_line.h"

#include <algorithm>

namespace tl::cli {

std::string toLine(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void addUnlessZero(Json& json, const char* key, std::uint64_t value) {
    if (value != 0) json[key] = value;
}

Json toJson(const services::StoredSnapshot& snapshot) {
    engine::Snapshot sorted = snapshot.snapshot;
    std::ranges::sort(sorted.paths);
    Json json = Json::parse(engine::writeSnapshot(sorted));
    json["id"] = snapshot.id.hex();
    json["short_id"] = snapshot.id.shortHex();
    return json;
}

}  // namespace tl::cli

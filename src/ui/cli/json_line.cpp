#include "ui/cli/json_line.h"

#include <algorithm>

#include "infra/errors/valid_utf8.h"

namespace tl::cli {

namespace {

/// Makes all strings in `json` UTF-8: the library would write one U+FFFD for several bytes.
void makeValidUtf8(Json& json) {
    if (json.is_string()) json = withValidUtf8(json.get_ref<const std::string&>());
    if (!json.is_structured()) return;
    for (Json& member : json)
        makeValidUtf8(member);
}

}  // namespace

std::string toLine(const Json& json) {
    try {
        return json.dump() + "\n";
    } catch (const Json::type_error&) {  // The one thing that dump() objects to.
        Json valid = json;
        makeValidUtf8(valid);
        return valid.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    }
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

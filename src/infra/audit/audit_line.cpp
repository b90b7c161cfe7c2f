#include "infra/audit/audit_line.h"

#include <algorithm>
#include <span>

#include <nlohmann/json.hpp>

#include "infra/audit/hex_bytes.h"
#include "infra/platform/utc_text.h"

namespace tl::audit {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kHashIntroduction = R"(,"hash":")";
constexpr std::string_view kEnd = "\"}";
constexpr std::size_t kHashDigits = 2 * sizeof(Sha256Digest);
constexpr std::size_t kTailSize = kHashIntroduction.size() + kHashDigits + kEnd.size();

/// Of one text and of all details together; six bytes of JSON may stand for one of ours.
constexpr std::size_t kTextSizeMax = 2000;
constexpr std::size_t kDetailsSizeMax = 4000;

std::string cut(const std::string& text, std::size_t sizeMax) {
    return text.size() <= sizeMax ? text : text.substr(0, sizeMax) + "…";
}

Json detailsOf(const AuditEvent& event) {
    Json details = Json::object();
    std::size_t room = kDetailsSizeMax;
    for (const auto& [name, value] : event.details) {
        if (room == 0) break;
        const std::string shown = cut(value, std::min(room, kTextSizeMax));
        details[cut(name, 100)] = shown;
        room -= std::min(room, name.size() + shown.size());
    }
    return details;
}

Sha256Digest hashOf(std::string_view bytes) {
    return sha256(std::as_bytes(std::span{bytes}));
}

const std::string* textIn(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

std::optional<AuditResult> parseResult(const std::string& name) {
    for (const AuditResult result : kAuditResults)
        if (name == nameOf(result)) return result;
    return std::nullopt;
}

bool readDetails(const Json& json, AuditEvent& event) {
    const auto details = json.find("details");
    if (details == json.end() || !details->is_object()) return false;
    for (const auto& [name, value] : details->items()) {
        if (!value.is_string()) return false;
        event.details.emplace_back(name, value.get<std::string>());
    }
    return true;
}

std::optional<AuditEntry> entryIn(const Json& json) {
    if (!json.is_object()) return std::nullopt;
    const auto sequence = json.find("sequence");
    if (sequence == json.end() || !sequence->is_number_unsigned()) return std::nullopt;
    const std::string* const time = textIn(json, "time");
    const std::string* const actor = textIn(json, "actor");
    const std::string* const action = textIn(json, "action");
    const std::string* const object = textIn(json, "object");
    const std::string* const result = textIn(json, "result");
    const std::string* const previous = textIn(json, "previous");
    if (!time || !actor || !action || !object || !result || !previous) return std::nullopt;
    const auto when = parseUtcText(*time);
    const auto how = parseResult(*result);
    const auto before = parseHex<Sha256Digest>(*previous);
    if (!when || !how || !before) return std::nullopt;
    AuditEntry entry{.sequence = sequence->get<std::uint64_t>(),
                     .time = *when,
                     .event = {.actor = *actor, .action = *action, .object = *object, .result = *how},
                     .previous = *before};
    if (!readDetails(json, entry.event)) return std::nullopt;
    return entry;
}

}  // namespace

const char* nameOf(AuditResult result) noexcept {
    switch (result) {
        case AuditResult::Success:
            return "success";
        case AuditResult::Incomplete:
            return "incomplete";
        case AuditResult::Failure:
            return "failure";
        case AuditResult::Interrupted:
            return "interrupted";
        case AuditResult::Denied:
            return "denied";
    }
    return "";
}

std::string writeLine(AuditEntry& entry) {
    const AuditEvent& event = entry.event;
    const Json json{{"sequence", entry.sequence},
                    {"time", utcText(entry.time)},
                    {"actor", cut(event.actor, kTextSizeMax)},
                    {"action", cut(event.action, kTextSizeMax)},
                    {"object", cut(event.object, kTextSizeMax)},
                    {"result", nameOf(event.result)},
                    {"details", detailsOf(event)},
                    {"previous", hexText(entry.previous)}};
    std::string line = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    line.pop_back();  // The brace comes again behind the hash.
    entry.hash = hashOf(line);
    line += kHashIntroduction;
    line += hexText(entry.hash);
    line += kEnd;
    return line + '\n';
}

LineReading readLine(std::string_view line) {
    if (line.size() > kLineSizeMax || line.size() <= kTailSize || !line.ends_with(kEnd)) return {};
    const std::size_t hashed = line.size() - kTailSize;
    if (line.substr(hashed, kHashIntroduction.size()) != kHashIntroduction) return {};
    const auto hash = parseHex<Sha256Digest>(line.substr(hashed + kHashIntroduction.size(), kHashDigits));
    if (!hash) return {};
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    LineReading reading{.entry = entryIn(json),
                        .isHashRight = hashOf(line.substr(0, hashed)) == *hash};
    if (reading.entry) reading.entry->hash = *hash;
    return reading;
}

}  // namespace tl::audit

#include "infra/audit/audit_line.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "infra/audit/hex_bytes.h"
#include "infra/platform/utc_text.h"

namespace tl::audit {

namespace {

using Json = nlohmann::ordered_json;

/// No text of an entry can hold these: JSON escapes its quotation marks.
constexpr std::string_view kHashIntroduction = R"(,"hash":")";
constexpr std::string_view kPersonIntroduction = R"(","person":)";
constexpr std::string_view kEnd = "}";
constexpr std::string_view kErased = R"({"erased":true)";
constexpr std::size_t kHashDigits = 2 * sizeof(Sha256Digest);

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

/// Where the parts of a line stand; nothing for what is no line of ours.
struct LineParts {
    std::string_view hashed{};  ///< The object's beginning, without its closing brace.
    Sha256Digest hash{};
    std::string_view person{};  ///< From brace to brace.
};

std::optional<LineParts> partsOf(std::string_view line) {
    if (line.size() > kLineSizeMax || !line.ends_with(kEnd)) return std::nullopt;
    const std::size_t hashed = line.find(kHashIntroduction);
    if (hashed == std::string_view::npos) return std::nullopt;
    std::string_view rest = line.substr(hashed + kHashIntroduction.size());
    const auto hash = parseHex<Sha256Digest>(rest.substr(0, kHashDigits));
    if (!hash) return std::nullopt;
    rest.remove_prefix(kHashDigits);
    if (!rest.starts_with(kPersonIntroduction)) return std::nullopt;
    rest.remove_prefix(kPersonIntroduction.size());
    rest.remove_suffix(kEnd.size());
    return LineParts{line.substr(0, hashed), *hash, rest};
}

/// As eraseLine() makes it.
bool isErased(std::string_view person) {
    if (!person.starts_with(kErased) || !person.ends_with('}')) return false;
    person.remove_prefix(kErased.size());
    person.remove_suffix(1);
    return person.find_first_not_of(' ') == std::string_view::npos;
}

/// False for what is no person of ours.
bool readPerson(std::string_view text, AuditEntry& entry) {
    if (isErased(text)) {
        entry.isErased = true;
        return true;
    }
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return false;
    const std::string* const salt = textIn(json, "salt");
    const std::string* const actor = textIn(json, "actor");
    const std::string* const object = textIn(json, "object");
    if (!salt || !actor || !object) return false;
    const auto bytes = parseHex<AuditSalt>(*salt);
    if (!bytes) return false;
    entry.salt = *bytes;
    entry.event.actor = *actor;
    entry.event.object = *object;
    return readDetails(json, entry.event);
}

/// What is chained, without the person; and the person's hash.
struct ChainedPart {
    AuditEntry entry{};
    Sha256Digest personal{};
};

std::optional<ChainedPart> chainedIn(const Json& json) {
    if (!json.is_object()) return std::nullopt;
    const auto sequence = json.find("sequence");
    if (sequence == json.end() || !sequence->is_number_unsigned()) return std::nullopt;
    const std::string* const time = textIn(json, "time");
    const std::string* const action = textIn(json, "action");
    const std::string* const result = textIn(json, "result");
    const std::string* const personal = textIn(json, "personal");
    const std::string* const previous = textIn(json, "previous");
    if (!time || !action || !result || !personal || !previous) return std::nullopt;
    const auto when = parseUtcText(*time);
    const auto how = parseResult(*result);
    const auto person = parseHex<Sha256Digest>(*personal);
    const auto before = parseHex<Sha256Digest>(*previous);
    if (!when || !how || !person || !before) return std::nullopt;
    return ChainedPart{.entry = {.sequence = sequence->get<std::uint64_t>(),
                                 .time = *when,
                                 .event = {.action = *action, .result = *how},
                                 .previous = *before},
                       .personal = *person};
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
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
    const std::string person = dump({{"salt", hexText(entry.salt)},
                                     {"actor", cut(event.actor, kTextSizeMax)},
                                     {"object", cut(event.object, kTextSizeMax)},
                                     {"details", detailsOf(event)}});
    std::string line = dump({{"sequence", entry.sequence},
                             {"time", utcText(entry.time)},
                             {"action", cut(event.action, kTextSizeMax)},
                             {"result", nameOf(event.result)},
                             {"personal", hexText(hashOf(person))},
                             {"previous", hexText(entry.previous)}});
    line.pop_back();  // The brace comes again at the end.
    entry.hash = hashOf(line);
    line += kHashIntroduction;
    line += hexText(entry.hash);
    line += kPersonIntroduction;
    line += person;
    line += kEnd;
    return line + '\n';
}

LineReading readLine(std::string_view line) {
    const auto parts = partsOf(line);
    if (!parts) return {};
    const std::string hashed = std::string{parts->hashed} + '}';
    auto chained = chainedIn(Json::parse(hashed, nullptr, /*allow_exceptions=*/false));
    if (!chained || !readPerson(parts->person, chained->entry)) return {};
    AuditEntry& entry = chained->entry;
    entry.hash = parts->hash;
    const bool isPersonRight = entry.isErased || hashOf(parts->person) == chained->personal;
    const bool isHashRight = isPersonRight && hashOf(parts->hashed) == entry.hash;
    return {.entry = std::move(entry), .isHashRight = isHashRight};
}

std::string eraseLine(std::string_view line) {
    const std::size_t size = partsOf(line).value().person.size();
    std::string erased{line.substr(0, line.size() - kEnd.size() - size)};
    erased += kErased;
    erased.resize(line.size() - 1 - kEnd.size(), ' ');
    erased += '}';
    erased += kEnd;
    return erased;
}

}  // namespace tl::audit

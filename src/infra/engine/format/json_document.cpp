#include "infra/engine/format/json_document.h"

#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include "infra/engine/format/base64.h"
#include "infra/engine/format/corrupted.h"
#include "infra/engine/format/go_text.h"
#include "infra/engine/format/json_writer.h"

namespace tl::engine {

namespace {

template <typename Value>
Value valueOf(JsonElement element, std::string_view key, std::string_view expected) {
    Value value;
    if (element.get(value) != simdjson::SUCCESS) throwBadMember(key, expected);
    return value;
}

void appendFraction(std::string& out, double number) {
    std::array<char, 32> text;  // The longest shortest form has 24 characters.
    const char* const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    const std::string_view digits{text.data(), static_cast<std::size_t>(end - text.data())};
    out.append(digits);
    // Without a point it would be read again as an integer, perhaps one above 2^64.
    if (digits.find_first_of(".e") == std::string_view::npos) out.append(".0");
}

void appendCompactArray(std::string& out, const simdjson::dom::array& array) {
    char separator = '[';
    for (const JsonElement item : array) {
        out.push_back(separator);
        appendCompactJson(out, item);
        separator = ',';
    }
    out.append(separator == '[' ? "[]" : "]");
}

void appendCompactObject(std::string& out, const simdjson::dom::object& object) {
    char separator = '{';
    for (const auto& [key, value] : object) {
        out.push_back(separator);
        appendJsonString(out, key);
        out.push_back(':');
        appendCompactJson(out, value);
        separator = ',';
    }
    out.append(separator == '{' ? "{}" : "}");
}

}  // namespace

void throwBadMember(std::string_view key, std::string_view expected) {
    std::string message = "JSON member ";
    message.append(key).append(": ").append(expected).append(" expected");
    throwCorrupted(message);
}

JsonElement JsonDocument::parse(std::span<const std::byte> json) {
    const std::size_t needed = json.size() + simdjson::SIMDJSON_PADDING;
    if (bufferSize_ < needed) {
        buffer_ = std::make_unique_for_overwrite<char[]>(needed);
        bufferSize_ = needed;
    }
    if (!json.empty()) std::memcpy(buffer_.get(), json.data(), json.size());
    std::memset(buffer_.get() + json.size(), 0, simdjson::SIMDJSON_PADDING);

    JsonElement root;
    const auto error = parser_.parse(buffer_.get(), json.size(), false).get(root);
    if (error == simdjson::MEMALLOC) throw std::bad_alloc{};
    if (error != simdjson::SUCCESS) {
        throwCorrupted(std::string{"bad JSON: "} + simdjson::error_message(error));
    }
    return root;
}

simdjson::dom::object JsonDocument::parseObject(std::span<const std::byte> json) {
    simdjson::dom::object object;
    if (parse(json).get(object) != simdjson::SUCCESS) throwCorrupted("bad JSON: no object");
    return object;
}

std::uint64_t readU64(JsonElement value, std::string_view key) {
    return valueOf<std::uint64_t>(value, key, "a number from 0 to 2^64 - 1");
}

std::uint32_t readU32(JsonElement value, std::string_view key) {
    const std::uint64_t number = readU64(value, key);
    if (number > std::numeric_limits<std::uint32_t>::max()) {
        throwBadMember(key, "a number from 0 to 2^32 - 1");
    }
    return static_cast<std::uint32_t>(number);
}

std::int64_t readI64(JsonElement value, std::string_view key) {
    return valueOf<std::int64_t>(value, key, "a number below 2^63");
}

bool readBool(JsonElement value, std::string_view key) {
    return valueOf<bool>(value, key, "true or false");
}

std::string_view readText(JsonElement value, std::string_view key) {
    return valueOf<std::string_view>(value, key, "a string");
}

Timestamp readTime(JsonElement value, std::string_view key) {
    const auto time = parseTimestamp(readText(value, key));
    if (!time) throwBadMember(key, "a time");
    return *time;
}

std::string readBase64(JsonElement value, std::string_view key) {
    auto bytes = decodeBase64(readText(value, key));
    if (!bytes) throwBadMember(key, "base64");
    return *std::move(bytes);
}

Digest readDigest(JsonElement value, std::string_view key) {
    const auto digest = parseDigest(readText(value, key));
    if (!digest) throwBadMember(key, "64 hex digits");
    return *digest;
}

simdjson::dom::object readObject(JsonElement value, std::string_view key) {
    return valueOf<simdjson::dom::object>(value, key, "an object");
}

std::optional<simdjson::dom::array> readArray(JsonElement value, std::string_view key) {
    if (value.is_null()) return std::nullopt;
    return valueOf<simdjson::dom::array>(value, key, "an array");
}

std::vector<std::string> readTexts(JsonElement value, std::string_view key) {
    std::vector<std::string> texts;
    const auto items = readArray(value, key);
    if (!items) return texts;
    for (const JsonElement item : *items)
        texts.emplace_back(readText(item, key));
    return texts;
}

std::vector<std::byte> readBytes(JsonElement value, std::string_view key) {
    const std::string bytes = readBase64(value, key);
    const auto span = std::as_bytes(std::span{bytes});
    return {span.begin(), span.end()};
}

void requireMember(const simdjson::dom::object& object, std::string_view key) {
    JsonElement value;
    if (object.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) {
        throwCorrupted("JSON member " + std::string{key} + ": missing");
    }
}

void appendCompactJson(std::string& out, JsonElement value) {
    switch (value.type()) {
        case simdjson::dom::element_type::ARRAY:
            return appendCompactArray(out, value.get_array().value_unsafe());
        case simdjson::dom::element_type::OBJECT:
            return appendCompactObject(out, value.get_object().value_unsafe());
        case simdjson::dom::element_type::STRING:
            return appendJsonString(out, value.get_string().value_unsafe());
        case simdjson::dom::element_type::INT64:
            return appendNumber(out, value.get_int64().value_unsafe());
        case simdjson::dom::element_type::UINT64:
            return appendNumber(out, value.get_uint64().value_unsafe());
        case simdjson::dom::element_type::DOUBLE:
            return appendFraction(out, value.get_double().value_unsafe());
        case simdjson::dom::element_type::BOOL:
            out.append(value.get_bool().value_unsafe() ? "true" : "false");
            return;
        case simdjson::dom::element_type::NULL_VALUE:
            out.append("null");
            return;
    }
}

void appendMember(std::string& inside, std::string_view key, JsonElement value) {
    if (!inside.empty()) inside.push_back(',');
    appendJsonString(inside, key);
    inside.push_back(':');
    appendCompactJson(inside, value);
}

}  // namespace tl::engine

#include "infra/engine/format/json_writer.h"

#include <array>
#include <charconv>
#include <utility>

#include "infra/engine/format/base64.h"
#include "infra/engine/format/go_text.h"

namespace tl::engine {

namespace {

template <typename Number>
void appendDigits(std::string& out, Number value) {
    std::array<char, 20> digits;  // -2^63 and 2^64 - 1 have twenty characters.
    const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

void appendNumber(std::string& out, std::uint64_t value) {
    appendDigits(out, value);
}

void appendNumber(std::string& out, std::int64_t value) {
    appendDigits(out, value);
}

void JsonObjectWriter::start(std::string_view key) {
    if (json_.size() > 1) json_.push_back(',');
    appendJsonString(json_, key);
    json_.push_back(':');
}

JsonObjectWriter& JsonObjectWriter::text(std::string_view key, std::string_view value) {
    start(key);
    appendJsonString(json_, value);
    return *this;
}

JsonObjectWriter& JsonObjectWriter::textUnlessEmpty(std::string_view key, std::string_view value) {
    return value.empty() ? *this : text(key, value);
}

JsonObjectWriter& JsonObjectWriter::texts(std::string_view key,
                                          std::span<const std::string> values) {
    start(key);
    json_.push_back('[');
    for (const std::string& value : values) {
        if (json_.back() != '[') json_.push_back(',');
        appendJsonString(json_, value);
    }
    json_.push_back(']');
    return *this;
}

JsonObjectWriter& JsonObjectWriter::textsUnlessEmpty(std::string_view key,
                                                     std::span<const std::string> values) {
    return values.empty() ? *this : texts(key, values);
}

JsonObjectWriter& JsonObjectWriter::number(std::string_view key, std::uint64_t value) {
    start(key);
    appendNumber(json_, value);
    return *this;
}

JsonObjectWriter& JsonObjectWriter::numberUnlessZero(std::string_view key, std::uint64_t value) {
    return value == 0 ? *this : number(key, value);
}

JsonObjectWriter& JsonObjectWriter::signedNumber(std::string_view key, std::int64_t value) {
    start(key);
    appendNumber(json_, value);
    return *this;
}

JsonObjectWriter& JsonObjectWriter::boolean(std::string_view key, bool value) {
    return json(key, value ? "true" : "false");
}

JsonObjectWriter& JsonObjectWriter::time(std::string_view key, const Timestamp& value) {
    return text(key, formatTimestamp(value));
}

JsonObjectWriter& JsonObjectWriter::digest(std::string_view key, const Digest& value) {
    return text(key, toHex(value));
}

JsonObjectWriter& JsonObjectWriter::base64(std::string_view key, std::span<const std::byte> value) {
    start(key);
    json_.push_back('"');
    appendBase64(json_, {reinterpret_cast<const char*>(value.data()), value.size()});
    json_.push_back('"');
    return *this;
}

JsonObjectWriter& JsonObjectWriter::json(std::string_view key, std::string_view value) {
    start(key);
    json_.append(value);
    return *this;
}

JsonObjectWriter& JsonObjectWriter::members(std::string_view inside) {
    if (inside.empty()) return *this;
    if (json_.size() > 1) json_.push_back(',');
    json_.append(inside);
    return *this;
}

std::string JsonObjectWriter::finish() {
    json_.push_back('}');
    return std::move(json_);
}

}  // namespace tl::engine

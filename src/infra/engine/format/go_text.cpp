#include "infra/engine/format/go_text.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include <simdjson.h>

#include "infra/engine/format/unicode_printable.h"

namespace tl::engine {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

/// What stands behind the backslash for each character that has a short escape, and the characters.
constexpr std::string_view kShortEscapes = "abfnrtv\\\"";
constexpr std::string_view kShortEscaped = "\a\b\f\n\r\t\v\\\"";

using ByteClass = std::array<bool, 256>;

/// ASCII that encoding/json leaves as it is.
constexpr ByteClass kPlainInJson = [] {
    ByteClass plain{};
    for (std::size_t byte = 0x20; byte < 0x80; ++byte)
        plain[byte] = true;
    for (const char special : {'"', '\\', '<', '>', '&'}) {
        plain[static_cast<unsigned char>(special)] = false;
    }
    return plain;
}();

/// ASCII that strconv.Quote leaves as it is.
constexpr ByteClass kPlainInQuotes = [] {
    ByteClass plain{};
    for (std::size_t byte = 0x20; byte < 0x7f; ++byte)
        plain[byte] = true;
    plain['"'] = false;
    plain['\\'] = false;
    return plain;
}();

/// ASCII that both leave as it is; nearly every name consists of it.
constexpr ByteClass kPlainInNames = [] {
    ByteClass plain{};
    for (std::size_t byte = 0; byte < plain.size(); ++byte) {
        plain[byte] = kPlainInJson[byte] && kPlainInQuotes[byte];
    }
    return plain;
}();

/// What stands for itself inside quotes.
constexpr ByteClass kPlainInQuoted = [] {
    ByteClass plain{};
    plain.fill(true);
    for (const char special : {'"', '\\', '\n'})
        plain[static_cast<unsigned char>(special)] = false;
    return plain;
}();

std::size_t plainLength(std::string_view bytes, const ByteClass& plain) noexcept {
    std::size_t length = 0;
    while (length < bytes.size() && plain[static_cast<unsigned char>(bytes[length])])
        ++length;
    return length;
}

/// A decoded character and its length in bytes; an invalid byte counts as one character.
struct Character {
    char32_t value = 0;
    std::size_t length = 1;
    bool isValid = false;
};

/// Decodes the UTF-8 character at the front of `bytes`, which is not empty. Overlong forms,
/// surrogates and values above U+10FFFF are invalid.
Character decodeCharacter(std::string_view bytes) noexcept {
    const auto lead = static_cast<unsigned char>(bytes.front());
    if (lead < 0x80) return {.value = lead, .length = 1, .isValid = true};
    const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead < 0xc2 || lead > 0xf4 || bytes.size() < length) return {};
    char32_t value = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if ((byte & 0xc0U) != 0x80) return {};
        value = value << 6U | (byte & 0x3fU);
    }
    constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
    const bool isSurrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < kSmallest[length] || value > 0x10ffff || isSurrogate) return {};
    return {.value = value, .length = length, .isValid = true};
}

void appendUtf8(std::string& out, char32_t value) {
    const auto append = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (value < 0x80) {
        append(value);
        return;
    }
    if (value < 0x800) {
        append(0xc0U | value >> 6U);
    } else {
        if (value < 0x10000) {
            append(0xe0U | value >> 12U);
        } else {
            append(0xf0U | value >> 18U);
            append(0x80U | (value >> 12U & 0x3fU));
        }
        append(0x80U | (value >> 6U & 0x3fU));
    }
    append(0x80U | (value & 0x3fU));
}

/// Appends `\` + `letter` + `value` in `digits` hex digits.
void appendHexEscape(std::string& out, char letter, char32_t value, unsigned digits) {
    out.push_back('\\');
    out.push_back(letter);
    while (digits > 0) {
        --digits;
        out.push_back(kHexDigits[value >> (4 * digits) & 15U]);
    }
}

/// Appends a valid character that is not printable.
void appendQuotedEscape(std::string& out, char32_t value) {
    const std::size_t escape =
        value < 0x80 ? kShortEscaped.find(static_cast<char>(value)) : std::string_view::npos;
    if (escape != std::string_view::npos) {
        out.push_back('\\');
        out.push_back(kShortEscapes[escape]);
    } else if (value < 0x80) {
        appendHexEscape(out, 'x', value, 2);
    } else if (value < 0x10000) {
        appendHexEscape(out, 'u', value, 4);
    } else {
        appendHexEscape(out, 'U', value, 8);
    }
}

void appendJsonEscape(std::string& out, char32_t value) {
    switch (value) {
        case '"':
            out.append("\\\"");
            return;
        case '\\':
            out.append("\\\\");
            return;
        case '\n':
            out.append("\\n");
            return;
        case '\r':
            out.append("\\r");
            return;
        case '\t':
            out.append("\\t");
            return;
        default:
            // Backspace and form feed too: their short forms came with Go 1.22.
            appendHexEscape(out, 'u', value, 4);
    }
}

/// True when encoding/json writes an escape for a valid character: HTML and JavaScript must be able
/// to hold the text.
bool isEscapedInJson(char32_t value) noexcept {
    return value < 0x80 ? !kPlainInJson[value] : value == 0x2028 || value == 0x2029;
}

/// Takes `digits` digits of base 8 or 16 off `rest`.
std::optional<char32_t> takeNumber(std::string_view& rest, std::size_t digits, char32_t base) {
    if (rest.size() < digits) return std::nullopt;
    char32_t value = 0;
    for (const char digit : rest.substr(0, digits)) {
        const char lower = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit + 32) : digit;
        const std::size_t digitValue = kHexDigits.find(lower);
        if (digitValue >= base) return std::nullopt;
        value = value * base + static_cast<char32_t>(digitValue);
    }
    rest.remove_prefix(digits);
    return value;
}

bool appendByte(std::string& out, std::optional<char32_t> value) {
    if (!value || *value > 0xff) return false;
    out.push_back(static_cast<char>(*value));
    return true;
}

bool appendUnicode(std::string& out, std::optional<char32_t> value) {
    if (!value || *value > 0x10ffff || (*value >= 0xd800 && *value <= 0xdfff)) return false;
    appendUtf8(out, *value);
    return true;
}

/// Decodes the escape whose backslash was just taken off `rest`. False when it is none.
bool appendUnescaped(std::string& out, std::string_view& rest) {
    if (rest.empty()) return false;
    const char letter = rest.front();
    if (letter >= '0' && letter <= '7') return appendByte(out, takeNumber(rest, 3, 8));
    rest.remove_prefix(1);
    if (letter == 'x') return appendByte(out, takeNumber(rest, 2, 16));
    if (letter == 'u') return appendUnicode(out, takeNumber(rest, 4, 16));
    if (letter == 'U') return appendUnicode(out, takeNumber(rest, 8, 16));
    const std::size_t escape = kShortEscapes.find(letter);
    if (escape == std::string_view::npos) return false;
    out.push_back(kShortEscaped[escape]);
    return true;
}

}  // namespace

void appendGoQuoted(std::string& out, std::string_view bytes) {
    while (!bytes.empty()) {
        if (const std::size_t plain = plainLength(bytes, kPlainInQuotes); plain > 0) {
            out.append(bytes.substr(0, plain));
            bytes.remove_prefix(plain);
            continue;
        }
        const Character character = decodeCharacter(bytes);
        if (!character.isValid) {
            appendHexEscape(out, 'x', static_cast<unsigned char>(bytes.front()), 2);
        } else if (character.value >= 0x80 && isPrintable(character.value)) {
            out.append(bytes.substr(0, character.length));
        } else {
            appendQuotedEscape(out, character.value);
        }
        bytes.remove_prefix(character.length);
    }
}

std::optional<std::string> goUnquote(std::string_view quoted) {
    std::string bytes;
    bytes.reserve(quoted.size());
    while (true) {
        const std::size_t plain = plainLength(quoted, kPlainInQuoted);
        bytes.append(quoted.substr(0, plain));
        if (plain == quoted.size()) return bytes;
        const char special = quoted[plain];
        quoted.remove_prefix(plain + 1);
        if (special != '\\' || !appendUnescaped(bytes, quoted)) return std::nullopt;
    }
}

void appendJsonString(std::string& out, std::string_view bytes) {
    out.push_back('"');
    while (!bytes.empty()) {
        if (const std::size_t plain = plainLength(bytes, kPlainInJson); plain > 0) {
            out.append(bytes.substr(0, plain));
            bytes.remove_prefix(plain);
            continue;
        }
        const Character character = decodeCharacter(bytes);
        if (!character.isValid) {
            out.append("\\ufffd");
        } else if (isEscapedInJson(character.value)) {
            appendJsonEscape(out, character.value);
        } else {
            out.append(bytes.substr(0, character.length));
        }
        bytes.remove_prefix(character.length);
    }
    out.push_back('"');
}

void appendNodeName(std::string& out, std::string_view name) {
    if (plainLength(name, kPlainInNames) == name.size()) {
        out.push_back('"');
        out.append(name);
        out.push_back('"');
        return;
    }
    std::string quoted;
    appendGoQuoted(quoted, name);
    appendJsonString(out, quoted);
}

bool isValidUtf8(std::string_view bytes) noexcept {
    return simdjson::validate_utf8(bytes.data(), bytes.size());
}

}  // namespace tl::engine

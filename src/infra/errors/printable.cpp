#include "infra/errors/printable.h"

#include <cstddef>
#include <cstdint>

#include "infra/errors/valid_utf8.h"

namespace tl {

namespace {

std::uint32_t byteAt(std::string_view text, std::size_t index) {
    return static_cast<unsigned char>(text[index]);
}

/// How many bytes the character at the front of `text` has; 0 when the front is no UTF-8 or must
/// not be shown.
std::size_t shownLength(std::string_view text) {
    const std::uint32_t first = byteAt(text, 0);
    if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
    const bool isControl = first == 0xC2 && text.size() > 1 && byteAt(text, 1) < 0xA0;
    return isControl ? 0 : characterLength(text);
}

void appendEscaped(std::string& out, char byte) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::uint32_t value = static_cast<unsigned char>(byte);
    if (byte == '\n')
        out += "\\n";
    else if (byte == '\t')
        out += "\\t";
    else
        out.append("\\x").append(1, kDigits[value >> 4U]).append(1, kDigits[value & 0xFU]);
}

template <typename IsLayout>
std::string escaped(std::string_view text, const IsLayout& isLayout) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = isLayout(text.front()) ? 1 : shownLength(text);
        if (length == 0)
            appendEscaped(out, text.front());
        else
            out.append(text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

}  // namespace

std::string quoted(std::string_view bytes) {
    std::string out = "\"";
    while (!bytes.empty()) {
        const std::size_t length = shownLength(bytes);
        if (length == 0) {
            appendEscaped(out, bytes.front());
            bytes.remove_prefix(1);
            continue;
        }
        if (bytes.front() == '"' || bytes.front() == '\\') out += '\\';
        out.append(bytes.substr(0, length));
        bytes.remove_prefix(length);
    }
    return out += '"';
}

std::string withoutControls(std::string_view text) {
    return escaped(text, [](char c) { return c == '\n' || c == '\t'; });
}

std::string onOneLine(std::string_view text) {
    return escaped(text, [](char) { return false; });
}

}  // namespace tl

#include "infra/errors/valid_utf8.h"

#include <cstdint>

namespace tl {

namespace {

std::uint32_t byteAt(std::string_view text, std::size_t index) noexcept {
    return static_cast<unsigned char>(text[index]);
}

bool isContinuation(std::uint32_t byte) noexcept {
    return (byte & 0xC0U) == 0x80U;
}

}  // namespace

std::size_t characterLength(std::string_view text) noexcept {
    const std::uint32_t first = byteAt(text, 0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    std::uint32_t character = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (!isContinuation(byteAt(text, i))) return 0;
        character = character << 6U | (byteAt(text, i) & 0x3FU);
    }
    const bool isOverlong =
        (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
    const bool isSurrogate = character >= 0xD800 && character <= 0xDFFF;
    return isOverlong || isSurrogate || character > 0x10FFFF ? 0 : length;
}

std::string withValidUtf8(std::string_view text) {
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    std::string out;
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        out += length == 0 ? kReplacement : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

}  // namespace tl

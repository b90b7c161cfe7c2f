#include "infra/engine/filter/utf8.h"

namespace tl::engine {

namespace {

constexpr DecodedCharacter kInvalid{kReplacementCharacter, 1};

char32_t byteAt(std::string_view text, std::size_t at) noexcept {
    return static_cast<unsigned char>(text[at]);
}

/// The length of a character beyond ASCII by its first byte; 0 when none begins with it.
std::size_t sizeByFirstByte(char32_t first) noexcept {
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

bool isShortest(char32_t character, std::size_t size) noexcept {
    if (size == 3) return character >= 0x800;
    return size != 4 || character >= 0x10000;
}

bool isScalarValue(char32_t character) noexcept {
    return character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
}

char toByte(char32_t bits) noexcept {
    return static_cast<char>(bits);
}

}  // namespace

DecodedCharacter decodeUtf8(std::string_view text) noexcept {
    if (text.empty()) return {};
    const char32_t first = byteAt(text, 0);
    if (first < 0x80) return {first, 1};
    const std::size_t size = sizeByFirstByte(first);
    if (size == 0 || size > text.size()) return kInvalid;
    char32_t character = first & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        const char32_t next = byteAt(text, i);
        if ((next & 0xC0U) != 0x80) return kInvalid;
        character = character << 6U | (next & 0x3FU);
    }
    if (!isShortest(character, size) || !isScalarValue(character)) return kInvalid;
    return {character, size};
}

void appendUtf8(std::string& out, char32_t character) {
    if (character < 0x80) {
        out.push_back(toByte(character));
    } else if (character < 0x800) {
        out.push_back(toByte(0xC0U | character >> 6U));
        out.push_back(toByte(0x80U | (character & 0x3FU)));
    } else if (character < 0x10000) {
        out.push_back(toByte(0xE0U | character >> 12U));
        out.push_back(toByte(0x80U | (character >> 6U & 0x3FU)));
        out.push_back(toByte(0x80U | (character & 0x3FU)));
    } else {
        out.push_back(toByte(0xF0U | character >> 18U));
        out.push_back(toByte(0x80U | (character >> 12U & 0x3FU)));
        out.push_back(toByte(0x80U | (character >> 6U & 0x3FU)));
        out.push_back(toByte(0x80U | (character & 0x3FU)));
    }
}

}  // namespace tl::engine

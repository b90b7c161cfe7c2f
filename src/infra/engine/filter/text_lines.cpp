#include "infra/engine/filter/text_lines.h"

#include <algorithm>
#include <array>
#include <optional>

#include "infra/engine/filter/utf8.h"

namespace tl::engine {

namespace {

enum class ByteOrder : std::uint8_t { Big, Little };

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16BigMark = "\xFE\xFF";
constexpr std::string_view kUtf16LittleMark = "\xFF\xFE";

constexpr std::size_t kUnitSize = 2;

/// Takes a 16-bit unit from the front. A single byte left over is no unit; it is dropped and stands
/// for the replacement character.
char32_t takeUnit(std::string_view& text, ByteOrder order) {
    if (text.size() < kUnitSize) {
        text = {};
        return kReplacementCharacter;
    }
    const char32_t first = static_cast<unsigned char>(text[0]);
    const char32_t second = static_cast<unsigned char>(text[1]);
    text.remove_prefix(kUnitSize);
    return order == ByteOrder::Big ? first << 8U | second : second << 8U | first;
}

bool isHighSurrogate(char32_t unit) noexcept {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool isLowSurrogate(char32_t unit) noexcept {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

std::string fromUtf16(std::string_view text, ByteOrder order) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const char32_t unit = takeUnit(text, order);
        if (!isHighSurrogate(unit)) {
            appendUtf8(out, isLowSurrogate(unit) ? kReplacementCharacter : unit);
            continue;
        }
        std::string_view afterPair = text;
        const char32_t low = takeUnit(afterPair, order);
        if (isLowSurrogate(low)) {
            appendUtf8(out, 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00));
            text = afterPair;
        } else {
            appendUtf8(out, kReplacementCharacter);
        }
    }
    return out;
}

/// Unicode's White_Space.
bool isSpace(char32_t character) noexcept {
    constexpr auto kOthers =
        std::to_array<char32_t>({0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000});
    return (character >= U'\t' && character <= U'\r') ||
           (character >= 0x2000 && character <= 0x200A) ||
           std::ranges::find(kOthers, character) != kOthers.end();
}

}  // namespace

std::string decodeText(std::string_view file) {
    if (file.starts_with(kUtf8Mark)) return std::string{file.substr(kUtf8Mark.size())};
    if (file.starts_with(kUtf16BigMark))
        return fromUtf16(file.substr(kUtf16BigMark.size()), ByteOrder::Big);
    if (file.starts_with(kUtf16LittleMark))
        return fromUtf16(file.substr(kUtf16LittleMark.size()), ByteOrder::Little);
    return std::string{file};
}

std::vector<std::string_view> splitLines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t newline = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, newline);
        text.remove_prefix(std::min(newline + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
    }
    return lines;
}

std::string_view trimSpace(std::string_view text) {
    std::size_t begin = text.size();
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto [character, size] = decodeUtf8(text.substr(at));
        if (!isSpace(character)) {
            begin = std::min(begin, at);
            end = at + size;
        }
        at += size;
    }
    return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

}  // namespace tl::engine

#include "services/security/password_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tl::services {

namespace {

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
constexpr std::string_view kUtf16LittleMark = "\xff\xfe";
constexpr std::string_view kUtf16BigMark = "\xfe\xff";
constexpr char32_t kReplacement = 0xFFFD;

/// Every character with the White_Space property, in UTF-8: what Go's strings.TrimSpace removes.
constexpr std::array<std::string_view, 25> kSpaces{
    "\t",           "\n",           "\v",           "\f",           "\r",           " ",
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82",
    "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88",
    "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
    "\xe3\x80\x80"};

void appendUtf8(std::string& out, char32_t character) {
    const auto tail = [character](unsigned shift) {
        return static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
    };
    if (character < 0x80) {
        out.push_back(static_cast<char>(character));
    } else if (character < 0x800) {
        out.push_back(static_cast<char>(0xC0U | character >> 6U));
        out.push_back(tail(0));
    } else if (character < 0x10000) {
        out.push_back(static_cast<char>(0xE0U | character >> 12U));
        out.push_back(tail(6));
        out.push_back(tail(0));
    } else {
        out.push_back(static_cast<char>(0xF0U | character >> 18U));
        out.push_back(tail(12));
        out.push_back(tail(6));
        out.push_back(tail(0));
    }
}

enum class ByteOrder : std::uint8_t { Little, Big };

char32_t unitAt(std::string_view bytes, std::size_t at, ByteOrder order) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return order == ByteOrder::Big ? static_cast<char32_t>(first << 8U | second)
                                   : static_cast<char32_t>(second << 8U | first);
}

/// What is no character, such as half a surrogate pair or half a unit, becomes U+FFFD.
std::string decodeUtf16(std::string_view bytes, ByteOrder order) {
    std::string text;
    text.reserve(2 * bytes.size());  // Enough for any: no copy is left behind by growing.
    std::size_t at = 0;
    while (at + 1 < bytes.size()) {
        const char32_t unit = unitAt(bytes, at, order);
        at += 2;
        if (unit < 0xD800 || unit > 0xDFFF) {
            appendUtf8(text, unit);
            continue;
        }
        const char32_t low = at + 1 < bytes.size() ? unitAt(bytes, at, order) : 0;
        if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
            appendUtf8(text, kReplacement);
            continue;
        }
        at += 2;
        appendUtf8(text, 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00));
    }
    if (at < bytes.size()) appendUtf8(text, kReplacement);
    return text;
}

Secret decodeUtf16Password(std::string_view bytes, ByteOrder order) {
    std::string text = decodeUtf16(bytes.substr(kUtf16BigMark.size()), order);
    Secret password = Secret::fromText(trimUnicodeSpace(text));
    wipe(std::as_writable_bytes(std::span{text}));
    return password;
}

}  // namespace

std::string_view trimUnicodeSpace(std::string_view text) noexcept {
    const auto leading = [&text](std::string_view space) { return text.starts_with(space); };
    const auto trailing = [&text](std::string_view space) { return text.ends_with(space); };
    for (auto found = std::ranges::find_if(kSpaces, leading); found != kSpaces.end();
         found = std::ranges::find_if(kSpaces, leading))
        text.remove_prefix(found->size());
    for (auto found = std::ranges::find_if(kSpaces, trailing); found != kSpaces.end();
         found = std::ranges::find_if(kSpaces, trailing))
        text.remove_suffix(found->size());
    return text;
}

Secret decodePasswordText(std::string_view bytes) {
    if (bytes.starts_with(kUtf16LittleMark)) return decodeUtf16Password(bytes, ByteOrder::Little);
    if (bytes.starts_with(kUtf16BigMark)) return decodeUtf16Password(bytes, ByteOrder::Big);
    if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
    return Secret::fromText(trimUnicodeSpace(bytes));
}

}  // namespace tl::services

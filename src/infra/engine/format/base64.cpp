#include "infra/engine/format/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace tl::engine {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> kDigitValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNoDigit);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}();

std::uint32_t byteAt(std::string_view text, std::size_t index) noexcept {
    return static_cast<unsigned char>(text[index]);
}

void appendDigits(std::string& out, std::uint32_t group, unsigned count) {
    for (unsigned i = 0; i < count; ++i)
        out.push_back(kAlphabet[(group >> (18 - 6 * i)) & 63U]);
}

/// The digits of `text` as one number, or nothing when one of them is no digit.
std::optional<std::uint32_t> parseDigits(std::string_view text) noexcept {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::uint8_t value = kDigitValues[byteAt(text, i)];
        if (value == kNoDigit) return std::nullopt;
        group = group << 6U | value;
    }
    return group;
}

}  // namespace

void appendBase64(std::string& out, std::string_view bytes) {
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3) {
        appendDigits(
            out, byteAt(bytes, at) << 16U | byteAt(bytes, at + 1) << 8U | byteAt(bytes, at + 2), 4);
    }
    if (bytes.size() - at == 1) {
        appendDigits(out, byteAt(bytes, at) << 16U, 2);
        out.append("==");
    } else if (bytes.size() - at == 2) {
        appendDigits(out, byteAt(bytes, at) << 16U | byteAt(bytes, at + 1) << 8U, 3);
        out.append("=");
    }
}

std::optional<std::string> decodeBase64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
        ++padding;
    }
    text.remove_suffix(padding);

    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const std::string_view digits = text.substr(at, 4);
        const auto group = parseDigits(digits);
        if (!group) return std::nullopt;
        const std::uint32_t bits = *group << (6 * (4 - digits.size()));
        bytes.push_back(static_cast<char>(bits >> 16U));
        if (digits.size() > 2) bytes.push_back(static_cast<char>(bits >> 8U));
        if (digits.size() > 3) bytes.push_back(static_cast<char>(bits));
    }
    return bytes;
}

}  // namespace tl::engine

// Reading the hashes, keys and signatures that the files of the audit log hold as text.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tl::audit {

/// The value of a lower-case hex digit; -1 for anything else.
[[nodiscard]] constexpr int hexDigit(char digit) noexcept {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

/// Reads what hexText() wrote of an array of bytes; nothing for anything else.
template <typename Bytes>
[[nodiscard]] constexpr std::optional<Bytes> parseHex(std::string_view text) {
    Bytes bytes{};
    if (text.size() != 2 * bytes.size()) return std::nullopt;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = hexDigit(text[2 * i]);
        const int low = hexDigit(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes[i] = static_cast<std::byte>(high * 16 + low);
    }
    return bytes;
}

}  // namespace tl::audit

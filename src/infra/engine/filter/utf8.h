// UTF-8 one character at a time, with Go's view of invalid bytes: each stands for U+FFFD and is one
// byte wide. Names are bytes; only `?`, classes and letter case see characters in them.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tl::engine {

/// What an invalid byte decodes to.
inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// A decoded character and the bytes that it took.
struct DecodedCharacter {
    char32_t character = kReplacementCharacter;
    std::size_t size = 0;

    /// False for a byte that is no part of a character, and at the end of the text.
    [[nodiscard]] bool isValid() const noexcept {
        return character != kReplacementCharacter || size > 1;
    }
};

/// The first character of `text`; size 0 when it is empty.
[[nodiscard]] DecodedCharacter decodeUtf8(std::string_view text) noexcept;

/// Appends `character`, which must be a Unicode scalar value.
void appendUtf8(std::string& out, char32_t character);

}  // namespace tl::engine

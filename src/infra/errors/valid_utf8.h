// Taking UTF-8 apart, with all that the standard forbids: overlong forms, surrogates, and what is
// beyond U+10FFFF; and making text fit for those who take nothing else.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tl {

/// How many bytes the character at the front of `text` has, which must not be empty; 0 when the
/// front is no UTF-8.
[[nodiscard]] std::size_t characterLength(std::string_view text) noexcept;

/// Text with U+FFFD in place of each byte that is no UTF-8, as Go's encoding/json writes it.
[[nodiscard]] std::string withValidUtf8(std::string_view text);

}  // namespace tl

// Sizes as options give them: `1024`, `50M`.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tl::engine {

/// The bytes that `text` means: a whole number with an optional suffix b, k, m, g or t of either
/// case, in powers of 1024. Nothing when it is malformed or beyond 2^63 - 1.
[[nodiscard]] std::optional<std::uint64_t> parseSize(std::string_view text) noexcept;

}  // namespace tl::engine

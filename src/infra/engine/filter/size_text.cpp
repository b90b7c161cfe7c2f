#include "infra/engine/filter/size_text.h"

#include <charconv>
#include <limits>
#include <system_error>

namespace tl::engine {

namespace {

/// The binary exponent that a suffix stands for, or nothing when it is none.
std::optional<unsigned> exponentOf(char suffix) noexcept {
    switch (suffix) {
        case 'b':
        case 'B':
            return 0;
        case 'k':
        case 'K':
            return 10;
        case 'm':
        case 'M':
            return 20;
        case 'g':
        case 'G':
            return 30;
        case 't':
        case 'T':
            return 40;
        default:
            return std::nullopt;
    }
}

}  // namespace

std::optional<std::uint64_t> parseSize(std::string_view text) noexcept {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (text.starts_with('+')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    const auto suffix = exponentOf(text.back());
    if (suffix) text.remove_suffix(1);
    const unsigned exponent = suffix.value_or(0);
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc{} || stopped != end || number > kMax >> exponent) return std::nullopt;
    return number << exponent;
}

}  // namespace tl::engine

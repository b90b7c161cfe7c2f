#include "infra/engine/filter/lower_case.h"

#include <algorithm>

#include "infra/engine/filter/lower_case_table.h"
#include "infra/engine/filter/utf8.h"

namespace tl::engine {

namespace {

char32_t lowerOf(char32_t character) noexcept {
    if (character >= U'A' && character <= U'Z') return character + (U'a' - U'A');
    if (character < 0x80) return character;
    const auto range =
        std::ranges::lower_bound(kLowerCaseRanges, character, {}, &LowerCaseRange::last);
    if (range == kLowerCaseRanges.end() || character < range->first) return character;
    const auto distance = static_cast<std::int32_t>(character - range->first);
    if (distance % range->stride != 0) return character;
    return static_cast<char32_t>(static_cast<std::int32_t>(character) + range->delta);
}

}  // namespace

std::string toLowerCase(std::string_view text) {
    std::string lower;
    lower.reserve(text.size());
    while (!text.empty()) {
        const auto [character, size] = decodeUtf8(text);
        appendUtf8(lower, lowerOf(character));
        text.remove_prefix(size);
    }
    return lower;
}

}  // namespace tl::engine

// The distance is the restricted Damerau-Levenshtein distance: letters added, left out, replaced,
// and neighbours swapped, which is the most common mistake of all.
#include "ui/cli/near_match.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tl::cli {

namespace {

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> table(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        table[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        table[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, replaced});
            const bool isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (isSwap) table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
        }
    }
    return table[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> nearestMatch(std::string_view text,
                                        std::span<const std::string> candidates) {
    const std::string* nearest = nullptr;
    std::size_t least = 0;
    for (const std::string& candidate : candidates) {
        const bool isBeginning = text.size() > 2 && candidate.starts_with(text);
        const std::size_t cost = isBeginning ? 1 : distance(text, candidate);
        if (cost * 3 > candidate.size() || (nearest != nullptr && cost >= least)) continue;
        nearest = &candidate;
        least = cost;
    }
    if (nearest == nullptr) return std::nullopt;
    return *nearest;
}

}  // namespace tl::cli

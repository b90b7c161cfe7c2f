// Words of a timing, apart.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tl::services {

/// What stands between blanks and tabs.
[[nodiscard]] inline std::vector<std::string_view> wordsOf(std::string_view text) {
    constexpr std::string_view kBlanks = " \t";
    std::vector<std::string_view> words;
    for (std::size_t begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
        const std::size_t end = text.find_first_of(kBlanks, begin);
        words.push_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(kBlanks, end);
    }
    return words;
}

/// The pieces between the separators, empty ones too; at least one.
[[nodiscard]] inline std::vector<std::string_view> splitAt(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    for (std::size_t end = text.find(separator); end != std::string_view::npos;
         end = text.find(separator, begin)) {
        pieces.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    pieces.push_back(text.substr(begin));
    return pieces;
}

/// Of ASCII letters; the rest stays.
[[nodiscard]] inline std::string lowerCase(std::string_view text) {
    std::string lower{text};
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace tl::services

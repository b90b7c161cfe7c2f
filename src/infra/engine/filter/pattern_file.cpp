#include "infra/engine/filter/pattern_file.h"

#include <algorithm>

#include "infra/engine/filter/text_lines.h"

namespace tl::engine {

namespace {

/// What stands after a `$`.
struct Variable {
    std::string_view name;  ///< Empty when it is malformed or when there is none.
    std::size_t size = 0;   ///< Of the text that it takes up; 0 when there is none.
};

bool isLetterOrDigit(char character) noexcept {
    return character == '_' || (character >= '0' && character <= '9') ||
           (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

/// The shell's variables of one character, `$` among them.
bool isSpecial(char character) noexcept {
    return std::string_view{"*#$@!?-0123456789"}.find(character) != std::string_view::npos;
}

/// `text` begins with a brace.
Variable findInBraces(std::string_view text) {
    if (text.size() > 2 && isSpecial(text[1]) && text[2] == '}') return {text.substr(1, 1), 3};
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return {{}, 1};
    return {text.substr(1, end - 1), end + 1};
}

/// `text` is what follows the `$`, and not empty.
Variable findVariable(std::string_view text) {
    if (text.front() == '{') return findInBraces(text);
    if (isSpecial(text.front())) return {text.substr(0, 1), 1};
    const auto end = std::ranges::find_if_not(text, isLetterOrDigit);
    const auto size = static_cast<std::size_t>(end - text.begin());
    return {text.substr(0, size), size};
}

}  // namespace

std::string expandVariables(std::string_view text, const EnvironmentLookup& environment) {
    std::string out;
    while (!text.empty()) {
        const std::size_t dollar = std::min(text.find('$'), text.size());
        out.append(text.substr(0, dollar));
        text.remove_prefix(dollar);
        if (text.size() < 2) return out.append(text);
        text.remove_prefix(1);
        const Variable variable = findVariable(text);
        if (variable.size == 0 || variable.name == "$") {
            out.push_back('$');
        } else if (!variable.name.empty()) {
            out.append(environment(variable.name));
        }
        text.remove_prefix(variable.size);
    }
    return out;
}

std::vector<std::string> parsePatternFile(std::string_view file,
                                          const EnvironmentLookup& environment) {
    const std::string text = decodeText(file);
    std::vector<std::string> patterns;
    for (const std::string_view untrimmed : splitLines(text)) {
        const std::string_view line = trimSpace(untrimmed);
        if (line.empty() || line.starts_with('#')) continue;
        patterns.push_back(expandVariables(line, environment));
    }
    return patterns;
}

}  // namespace tl::engine

// Names of environment variables for things that have names of their own.

#pragma once

#include <string>
#include <string_view>

namespace tl::plugins {

/// `prefix`, and `name` in capitals with '_' for '-': "TIMELOCKER_OPTION_CONFIG_PASS".
[[nodiscard]] inline std::string variableName(std::string_view prefix, std::string_view name) {
    std::string variable{prefix};
    for (const char c : name)
        variable += c == '-' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    return variable;
}

}  // namespace tl::plugins

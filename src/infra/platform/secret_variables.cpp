#include "infra/platform/secret_variables.h"

#include <algorithm>
#include <array>

#include "infra/platform/process.h"

namespace tl {

bool isSecretVariable(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 6> kEnds{"_PASSWORD",          "TIMELOCKER_TOKEN",
                                                    "_ACCOUNT_KEY",       "_SECRET_KEY",
                                                    "_SECRET_ACCESS_KEY", "_SESSION_TOKEN"};
    return std::ranges::any_of(kEnds, [name](std::string_view end) { return name.ends_with(end); });
}

std::vector<std::string> environmentWithoutSecrets() {
    std::vector<std::string> lines = ownEnvironment();
    std::erase_if(lines, [](const std::string& line) {
        return isSecretVariable(std::string_view{line}.substr(0, line.find('=')));
    });
    return lines;
}

}  // namespace tl

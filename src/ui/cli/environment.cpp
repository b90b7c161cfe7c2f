#include "ui/cli/environment.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tl::cli {

std::optional<std::string> findWithPrefix(const Environment& environment,
                                          const std::string& prefix,
                                          const std::string& name) {
    auto value = environment(prefix + name);
    if (value && value->empty()) value.reset();
    return value;
}

std::optional<std::string> findSetting(const Environment& environment, const std::string& name) {
    auto value = findWithPrefix(environment, "TIMELOCKER_", name);
    return value ? value : findWithPrefix(environment, "RESTIC_", name);
}

bool isSettingOn(const Environment& environment, const std::string& name) {
    constexpr std::array<std::string_view, 6> kOn = {"1", "t", "T", "TRUE", "true", "True"};
    const auto value = findSetting(environment, name);
    return value && std::ranges::find(kOn, *value) != kOn.end();
}

}  // namespace tl::cli

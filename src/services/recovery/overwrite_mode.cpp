#include <algorithm>
#include <array>
#include <utility>

#include "services/recovery/restores.h"

namespace tl::services {

std::optional<OverwriteMode> parseOverwriteMode(std::string_view name) noexcept {
    using Row = std::pair<std::string_view, OverwriteMode>;
    constexpr std::array<Row, 4> kModes = {
        Row{"always", OverwriteMode::Always}, Row{"if-changed", OverwriteMode::IfChanged},
        Row{"if-newer", OverwriteMode::IfNewer}, Row{"never", OverwriteMode::Never}};
    const auto* const found =
        std::ranges::find_if(kModes, [&](const Row& row) { return row.first == name; });
    if (found == kModes.end()) return std::nullopt;
    return found->second;
}

}  // namespace tl::services

// Locations as they may be shown and kept.

#pragma once

#include <string>
#include <string_view>

namespace tl::services {

/// `location` with "***" for the password in a URL, as in "rest:https://user:***@host/".
[[nodiscard]] std::string shownLocation(std::string_view location);

}  // namespace tl::services

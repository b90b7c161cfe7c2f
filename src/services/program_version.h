// What this program calls itself in snapshots.

#pragma once

#include <string>

namespace tl::services {

/// Such as "timelocker 0.1.0".
[[nodiscard]] std::string programVersion();

}  // namespace tl::services

// Points in time as RFC 3339 writes them in UTC, to the microsecond: for logs and messages of
// our own. The format of repositories has its own rules (engine/format/timestamp.h).

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/clock.h"

namespace tl {

/// "2026-11-26T03:48:11.123456Z". What is finer than a microsecond is cut off. For years 0 to 9999.
[[nodiscard]] std::string utcText(WallTime time);
/// Reads exactly what utcText() writes; nothing for anything else, such as the 30th of February.
[[nodiscard]] std::optional<WallTime> parseUtcText(std::string_view text);

}  // namespace tl

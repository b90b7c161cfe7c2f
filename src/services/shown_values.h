// Sizes, durations and times as people read them, in the forms that restic prints: the same in
// every face of the core, in notices and in reports.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "infra/platform/time_zone.h"

namespace tl::services {

/// "12 B", or with so many decimals "1.6 KiB", "2.0 TiB".
[[nodiscard]] std::string shownBytes(std::uint64_t bytes, int decimals);
/// "0:07", "12:34", "1:02:03"; whole seconds, cut.
[[nodiscard]] std::string shownDuration(std::chrono::nanoseconds duration);
/// "2006-01-02 15:04:05" on a clock in `zone`.
[[nodiscard]] std::string shownTime(std::int64_t unixSeconds, const TimeZone& zone);

}  // namespace tl::services

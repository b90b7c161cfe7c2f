// Values as people and scripts write them on a command line, in a form or in a request: sizes,
// durations and times. Every face of the core reads them the same way.

#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "infra/engine/filter/duration_text.h"
#include "infra/platform/clock.h"
#include "infra/platform/time_zone.h"

namespace tl::services {

/// Bytes: "1024", "50M"; the suffixes b, k, m, g, t, in either case, are powers of 1024.
/// **Errors:** InvalidInput.
[[nodiscard]] std::uint64_t parseSize(std::string_view text);

/// "90s", "5m", "1h30m", "1.5h", "0": numbers with the units ns, us, ms, s, m, h.
/// **Errors:** InvalidInput. **Source:** Go's time.ParseDuration.
[[nodiscard]] std::chrono::nanoseconds parseDuration(std::string_view text);

/// "1y5m7d2h": years, months, days and hours, as policies have them. **Errors:** InvalidInput, also
/// when it is negative.
[[nodiscard]] engine::CalendarDuration parseCalendarDuration(std::string_view text);

/// "2006-01-02 15:04:05" or "2006-01-02" on a clock in `zone`. A time that the clock skips or
/// shows twice means what Go's time.Date makes of it. **Errors:** InvalidInput.
[[nodiscard]] WallTime parseLocalTime(std::string_view text, const TimeZone& zone);

/// As parseLocalTime(), also without seconds, with the date as "02.01.2006", and with an offset
/// from UTC behind it: "2006-01-02 15:04 +0700". **Errors:** InvalidInput.
[[nodiscard]] WallTime parsePointInTime(std::string_view text, const TimeZone& zone);

}  // namespace tl::services

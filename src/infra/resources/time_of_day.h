// Spans of the day, as people write them: "22:00-06:00".

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/clock.h"
#include "infra/platform/time_zone.h"

namespace tl {

/// From one time of day to another; where `to` is not after `from`, over midnight. Two equal times
/// are the whole day.
struct DaySpan {
    std::chrono::minutes from{0};
    std::chrono::minutes to{0};

    [[nodiscard]] bool contains(std::chrono::seconds sinceMidnight) const noexcept {
        if (from < to) return sinceMidnight >= from && sinceMidnight < to;
        return sinceMidnight >= from || sinceMidnight < to;
    }
    bool operator==(const DaySpan&) const = default;
};

/// Reads `HH:MM-HH:MM`; 24:00 ends a day. Nothing for anything else.
[[nodiscard]] std::optional<DaySpan> parseDaySpan(std::string_view text);

/// As parseDaySpan() reads it.
[[nodiscard]] std::string toText(const DaySpan& span);

/// What a clock on a wall in `zone` shows.
[[nodiscard]] std::chrono::seconds sinceMidnight(WallTime time, const TimeZone& zone);

}  // namespace tl

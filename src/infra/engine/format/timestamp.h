// Times as restic writes them: RFC 3339 with nanoseconds, in the zone of the machine that wrote
// them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tl::engine {

/// A point in time and the zone offset it is written with.
struct Timestamp {
    std::int64_t seconds = 0;      ///< Since 1970-01-01T00:00:00Z; may be negative.
    std::int32_t nanoseconds = 0;  ///< In [0, 1e9).
    std::int32_t offsetSeconds =
        0;  ///< East of UTC, as in force in the writer's zone at that instant.

    bool operator==(const Timestamp&) const = default;
    /// Compares the instants; how they are written does not matter.
    [[nodiscard]] bool isSameInstant(const Timestamp& other) const noexcept {
        return seconds == other.seconds && nanoseconds == other.nanoseconds;
    }
    [[nodiscard]] bool isBefore(const Timestamp& other) const noexcept {
        return seconds != other.seconds ? seconds < other.seconds : nanoseconds < other.nanoseconds;
    }
};

/// A calendar date and time of day, proleptic Gregorian.
struct CivilTime {
    std::int64_t year = 1970;
    int month = 1, day = 1, hour = 0, minute = 0, second = 0;
    bool operator==(const CivilTime&) const = default;
};

/// The date and time that a clock in the timestamp's zone shows.
[[nodiscard]] CivilTime toCivil(const Timestamp& time) noexcept;
/// Seconds since 1970 of a UTC date and time; fields out of range roll over, as in Go's time.Date.
[[nodiscard]] std::int64_t toUnixSeconds(const CivilTime& time) noexcept;

/// Of the text of a time: `2006-01-02T15:04:05.999999999+07:00`, in bytes.
inline constexpr std::size_t kTimestampSizeMax = 35;

/// Appends the time as Go's RFC3339Nano prints it, without quotes. Years below 0 come out as year
/// 0, above 9999 as 9999 (format section 7.5).
void appendTimestamp(std::string& out, const Timestamp& time);
/// The same text at `out`, where there is room for kTimestampSizeMax bytes. Returns its end.
char* writeTimestamp(char* out, const Timestamp& time) noexcept;
[[nodiscard]] std::string formatTimestamp(const Timestamp& time);

/// Nothing when `text` is not RFC 3339. Fractions beyond nanoseconds are cut.
[[nodiscard]] std::optional<Timestamp> parseTimestamp(std::string_view text);

}  // namespace tl::engine

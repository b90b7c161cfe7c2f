// Durations as options give them: calendar ones for keeping snapshots (`1y5m7d2h`), clock ones for
// waiting (`1h30m`).

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tl::engine {

/// A length of time in calendar units, whose length in seconds depends on where it begins.
struct CalendarDuration {
    int years = 0;
    int months = 0;
    int days = 0;
    int hours = 0;

    [[nodiscard]] bool isZero() const noexcept { return *this == CalendarDuration{}; }
    [[nodiscard]] bool hasNegativePart() const noexcept {
        return years < 0 || months < 0 || days < 0 || hours < 0;
    }
    bool operator==(const CalendarDuration&) const = default;
};

/// Reads numbers that are each followed by y, m, d or h, in any order; the last of a unit counts.
/// Empty is zero. Nothing when it is malformed.
[[nodiscard]] std::optional<CalendarDuration> parseCalendarDuration(std::string_view text);

/// As parseCalendarDuration() reads it; empty for zero.
[[nodiscard]] std::string toText(const CalendarDuration& duration);

/// Reads a duration as Go's time.ParseDuration does: numbers with optional fraction, each with a
/// unit (ns, us, µs, ms, s, m, h), and an optional sign in front; or `0`. Nothing when it is
/// malformed or beyond 292 years.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parseClockDuration(std::string_view text);

}  // namespace tl::engine

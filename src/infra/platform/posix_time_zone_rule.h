// The rule at the end of a time zone file ("CET-1CEST,M3.5.0,M10.5.0/3"), which holds for all times
// after the file's last transition. POSIX.1 names the form in its chapter on the variable TZ;
// RFC 9636 section 3.3.1 widens hours to a week either way.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tl {

/// An offset from UTC and the time for which it holds.
struct OffsetRange {
    std::int64_t begin = 0;          ///< First second, since 1970.
    std::int64_t end = 0;            ///< First second after it.
    std::int32_t offsetSeconds = 0;  ///< East of UTC.

    [[nodiscard]] bool contains(std::int64_t unixSeconds) const noexcept {
        return unixSeconds >= begin && unixSeconds < end;
    }
    bool operator==(const OffsetRange&) const = default;
};

/// A day of the year and a time of that day, at which clocks change.
struct YearlyChange {
    enum class Kind : std::uint8_t {
        DayWithoutLeap,  ///< `day` in 1..365; 29 February is never counted.
        DayOfYear,       ///< `day` in 0..365; 29 February counts.
        WeekdayOfMonth,  ///< The `week`-th weekday `day` (0 is Sunday) of `month`; week 5 is the
                         ///< last.
    };
    Kind kind = Kind::DayOfYear;
    int day = 0;
    int week = 0;
    int month = 0;
    std::int32_t timeSeconds = 0;  ///< Of the clock in force before the change; may leave the day.

    bool operator==(const YearlyChange&) const = default;
};

/// Standard time all year, or standard and summer time in turn.
class PosixTimeZoneRule {
  public:
    /// Nothing when `text` is not of this form.
    [[nodiscard]] static std::optional<PosixTimeZoneRule> parse(std::string_view text);

    /// The offset at `unixSeconds`. The range ends at the next change or turn of the year,
    /// whichever comes first.
    [[nodiscard]] OffsetRange rangeAt(std::int64_t unixSeconds) const;

  private:
    struct Summer {
        std::int32_t offsetSeconds = 0;
        YearlyChange begin{};
        YearlyChange end{};
    };

    std::int32_t standardOffset_ = 0;
    std::optional<Summer> summer_;
};

}  // namespace tl

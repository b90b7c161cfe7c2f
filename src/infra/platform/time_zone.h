// The offset of local time from UTC at any instant. Trees hold times with the offset in force at
// each of them, so these must be the offsets that restic, a Go program, finds: an hour's difference
// is another tree ID. Reads the system's zone files (RFC 9636), as g++ 12 has no time zones.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "infra/platform/posix_time_zone_rule.h"

namespace tl {

/// The rules of one zone; never changes.
///
/// **Threads:** all const members may be called from any thread.
class TimeZone {
  public:
    [[nodiscard]] static TimeZone utc();

    /// The zone that the environment's TZ names, or without TZ that of /etc/localtime; UTC when it
    /// is empty or unknown.
    [[nodiscard]] static TimeZone local();

    /// As local(), for the TZ given: a name below the system's zone folders, or an absolute path,
    /// either after an optional colon. Nothing stands for a variable that is not set.
    [[nodiscard]] static TimeZone forSetting(std::optional<std::string_view> setting);

    /// Reads a zone file of version 1 to 4; nothing when it is malformed.
    [[nodiscard]] static std::optional<TimeZone> parse(std::span<const std::byte> file);

    /// Seconds east of UTC at `unixSeconds`, within a week either way.
    [[nodiscard]] std::int32_t offsetSeconds(std::int64_t unixSeconds) const {
        return rangeAt(unixSeconds).offsetSeconds;
    }

    /// The offset at `unixSeconds` and a range around it that has the same one.
    [[nodiscard]] OffsetRange rangeAt(std::int64_t unixSeconds) const;

    class Cursor;

  private:
    struct Transition {
        std::int64_t when = 0;
        std::int32_t offsetSeconds = 0;
    };

    TimeZone() = default;

    std::int32_t firstOffset_ = 0;  ///< Before the first transition.
    std::vector<Transition> transitions_;
    std::optional<PosixTimeZoneRule> rule_;  ///< From the last transition on.
};

/// Remembers the last range, as the times of neighbouring files mostly share one. Borrows the zone,
/// which must outlive it.
///
/// **Threads:** one cursor a thread.
class TimeZone::Cursor {
  public:
    explicit Cursor(const TimeZone& zone) noexcept : zone_{&zone} {}

    [[nodiscard]] std::int32_t offsetSeconds(std::int64_t unixSeconds) {
        if (!range_.contains(unixSeconds)) range_ = zone_->rangeAt(unixSeconds);
        return range_.offsetSeconds;
    }

  private:
    const TimeZone* zone_;
    OffsetRange range_;
};

}  // namespace tl

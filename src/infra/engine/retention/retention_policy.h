// Which snapshots are kept when old ones are removed (format section 10.2): a value that people
// write in options, policies store and previews show.

#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/filter/duration_text.h"

namespace tl::engine {

/// Keeps one of each period, for ever.
inline constexpr std::uint64_t kKeepUnlimited = std::numeric_limits<std::uint64_t>::max();

/// How many are kept: the newest of each of so many periods that have snapshots.
struct KeepCounts {
    std::uint64_t last = 0;  ///< Of the snapshots themselves.
    std::uint64_t hourly = 0;
    std::uint64_t daily = 0;
    std::uint64_t weekly = 0;
    std::uint64_t monthly = 0;
    std::uint64_t yearly = 0;
    bool operator==(const KeepCounts&) const = default;
};

/// What is kept of the time before the newest snapshot. Zero: nothing for that reason.
struct KeepWithin {
    CalendarDuration all;  ///< Every snapshot; in the others the newest of each period.
    CalendarDuration hourly;
    CalendarDuration daily;
    CalendarDuration weekly;
    CalendarDuration monthly;
    CalendarDuration yearly;
    bool operator==(const KeepWithin&) const = default;
};

struct RetentionPolicy {
    KeepCounts counts;
    KeepWithin within;
    /// A snapshot that has all tags of one of these lists is kept; the empty tag stands for none.
    std::vector<std::vector<std::string>> tags;

    /// Whether it keeps nothing.
    [[nodiscard]] bool isEmpty() const;
    bool operator==(const RetentionPolicy&) const = default;
};

/// Whether a snapshot with the tags `present` has all of `wanted`, where the empty tag is had by a
/// snapshot without tags.
[[nodiscard]] bool hasAllTags(std::span<const std::string> present,
                              std::span<const std::string> wanted);

/// A phrase for a person: "7 daily, 5 weekly, all within 2d". Empty for an empty policy.
[[nodiscard]] std::string describe(const RetentionPolicy& policy);

}  // namespace tl::engine

// How fast a line may be used, by the time of day: at night all of it, by day a part.

#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "infra/resources/time_of_day.h"

namespace tl {

class RateSchedule {
  public:
    /// No limit.
    RateSchedule() = default;

    /// Reads entries with commas between them: a rate, for all times without one of their own, or
    /// `HH:MM-HH:MM=RATE`. A rate is a number of KiB a second, or of what a suffix K, M or G says;
    /// 0 is no limit. Of spans that overlap the first counts.
    /// **Errors:** InvalidInput.
    [[nodiscard]] static RateSchedule parse(std::string_view text);

    /// In bytes a second, at a time since midnight; 0: no limit.
    [[nodiscard]] std::uint64_t rateAt(std::chrono::seconds sinceMidnight) const;

    bool operator==(const RateSchedule&) const = default;

  private:
    struct Entry {
        DaySpan span;
        std::uint64_t bytesPerSecond = 0;
        bool operator==(const Entry&) const = default;
    };

    std::vector<Entry> entries_;
    std::uint64_t otherwise_ = 0;
};

}  // namespace tl

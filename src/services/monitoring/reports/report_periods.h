// A range of time cut into periods of whole days, for charts of bars.

#pragma once

#include <cstddef>
#include <vector>

#include "infra/catalog/catalog_time.h"
#include "infra/platform/time_zone.h"

namespace tl::services {

class ReportPeriods {
  public:
    /// At most `countMax` periods of equally many days on a clock in `zone`, the first of which has
    /// `from` in it and the last the moment before `before`. An empty range has one.
    ReportPeriods(catalog::Microseconds from,
                  catalog::Microseconds before,
                  const TimeZone& zone,
                  std::size_t countMax);

    /// When each begins.
    [[nodiscard]] const std::vector<catalog::Microseconds>& beginnings() const {
        return beginnings_;
    }
    /// When the last one ends.
    [[nodiscard]] catalog::Microseconds end() const { return end_; }
    /// Which one `at` is in; what is outside counts for the nearest.
    [[nodiscard]] std::size_t indexOf(catalog::Microseconds at) const;

  private:
    std::vector<catalog::Microseconds> beginnings_;
    catalog::Microseconds end_ = 0;
};

}  // namespace tl::services

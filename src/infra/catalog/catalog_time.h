// The time of day that all who share a catalog agree on: the database's own.

#pragma once

#include <cstdint>

#include "infra/catalog/database.h"
#include "infra/platform/clock.h"

namespace tl::catalog {

/// How all times in the catalog are written: since 1970-01-01T00:00:00Z.
using Microseconds = std::int64_t;

inline constexpr Microseconds kSecond = 1'000'000;

/// Asks the database once by how much its clock differs from this machine's: so a lease ends for
/// all at the same moment, however the clocks of their machines are set.
/// **Threads:** any.
class CatalogTime {
  public:
    /// `clock` must outlive the object.
    CatalogTime(Database& database, const Clock& clock);

    [[nodiscard]] Microseconds now() const;

  private:
    const Clock& clock_;
    Microseconds difference_ = 0;
};

[[nodiscard]] Microseconds toMicroseconds(const WallTime& time) noexcept;
[[nodiscard]] WallTime toWallTime(Microseconds time) noexcept;

}  // namespace tl::catalog

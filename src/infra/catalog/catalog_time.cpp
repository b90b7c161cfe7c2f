#include "infra/catalog/catalog_time.h"

namespace tl::catalog {

namespace {

constexpr std::int64_t kNanosecondsInMicrosecond = 1000;

}  // namespace

CatalogTime::CatalogTime(Database& database, const Clock& clock) : clock_{clock} {
    if (database.dialect() == Dialect::Sqlite) return;  // One machine, one clock.
    const auto rows =
        database.query("SELECT CAST(extract(epoch from clock_timestamp()) * 1000000 AS BIGINT)", {},
                       {CellType::Number});
    difference_ = numberIn(rows[0][0]) - toMicroseconds(clock_.now());
}

Microseconds CatalogTime::now() const {
    return toMicroseconds(clock_.now()) + difference_;
}

Microseconds toMicroseconds(const WallTime& time) noexcept {
    return time.seconds * kSecond + time.nanoseconds / kNanosecondsInMicrosecond;
}

WallTime toWallTime(Microseconds time) noexcept {
    std::int64_t seconds = time / kSecond;
    std::int64_t rest = time % kSecond;
    if (rest < 0) {
        rest += kSecond;
        --seconds;
    }
    return {seconds, static_cast<std::int32_t>(rest * kNanosecondsInMicrosecond)};
}

}  // namespace tl::catalog

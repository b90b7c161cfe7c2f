// Files of the time zone database.

#include <cstdint>
#include <limits>

#include "infra/errors/assert.h"
#include "infra/platform/time_zone.h"

namespace {

constexpr std::int32_t kWeek = 7 * 86400;

void checkAt(const tl::TimeZone& zone, std::int64_t seconds) {
    const tl::OffsetRange range = zone.rangeAt(seconds);
    TL_ASSERT(range.offsetSeconds >= -kWeek && range.offsetSeconds <= kWeek);
    TL_ASSERT(range.begin < range.end);
    if (range.contains(seconds) && range.begin < seconds)
        TL_ASSERT(zone.offsetSeconds(seconds - 1) == range.offsetSeconds);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto zone = tl::TimeZone::parse(std::as_bytes(std::span{data, size}));
    if (!zone) return 0;
    using Limits = std::numeric_limits<std::int64_t>;
    for (const std::int64_t seconds :
         {Limits::min(), std::int64_t{-1}, std::int64_t{0}, std::int64_t{1'700'000'000},
          std::int64_t{4'118'083'200}, Limits::max()})
        checkAt(*zone, seconds);
    return 0;
}

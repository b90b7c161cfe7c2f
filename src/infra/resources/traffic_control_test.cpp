#include "infra/resources/traffic_control.h"

#include <gtest/gtest.h>

#include "tests/support/counting_clock.h"

namespace tl {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(TrafficControl, CountsAndLimitsEachDirectionApart) {
    CountingClock clock;
    LimitControl control{clock, TimeZone::utc()};
    control.set({.upload = RateSchedule::parse("1M"), .download = RateSchedule::parse("2M")}, {},
                {});
    TrafficMeter meter;
    TrafficLimits limits{clock, control, meter};
    for (int i = 0; i < 32; ++i)
        limits.beforeUpload(kTrafficPieceBytes, {});
    EXPECT_NEAR(static_cast<double>(clock.monotonic().count()), 2e9, 1e7);
    for (int i = 0; i < 64; ++i)
        limits.beforeDownload(kTrafficPieceBytes, {});
    EXPECT_NEAR(static_cast<double>(clock.monotonic().count()), 3.75e9, 3e8);
    EXPECT_EQ(meter.uploadedBytes(), 2U << 20U);
    EXPECT_EQ(meter.downloadedBytes(), 4U << 20U);
}

TEST(TrafficControl, AChangeTakesEffectWithinTwoSeconds) {
    CountingClock clock;
    LimitControl control{clock, TimeZone::utc()};
    control.set({.upload = RateSchedule::parse("1"), .download = {}}, {}, {});
    TrafficMeter meter;
    TrafficLimits limits{clock, control, meter};
    clock.onSleep = [&] {
        if (clock.monotonic() > seconds{5}) control.set({}, {}, {});
    };
    limits.beforeUpload(kTrafficPieceBytes, {});  // A minute's worth.
    EXPECT_LT(clock.monotonic(), seconds{7});
}

}  // namespace
}  // namespace tl

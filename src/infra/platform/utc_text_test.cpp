#include "infra/platform/utc_text.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(UtcTextTest, WritesAndReads) {
    EXPECT_EQ(utcText({0, 0}), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(utcText({1'764'129'491, 123'456'789}), "2025-11-26T03:58:11.123456Z");
    EXPECT_EQ(utcText({-1, 999'999'999}), "1969-12-31T23:59:59.999999Z");
    for (const WallTime time : {WallTime{0, 0}, WallTime{951'782'399, 1000},
                                WallTime{4'102'444'800, 999'999'000}, WallTime{-86'401, 5000}})
        EXPECT_EQ(parseUtcText(utcText(time)), time);
}

TEST(UtcTextTest, RefusesWhatIsNoTime) {
    for (const char* text :
         {"", "2026-11-26", "2026-11-26T03:48:11Z", "2026-11-26T03:48:11.123456", "now",
          "2026-02-30T00:00:00.000000Z", "2026-13-01T00:00:00.000000Z",
          "2026-11-26T24:00:00.000000Z", "2026-11-26T03:60:00.000000Z",
          "2026-11-26 03:48:11.123456Z", "-026-11-26T03:48:11.123456Z",
          "2026-11-26T03:48:11.123456ZZ"})
        EXPECT_EQ(parseUtcText(text), std::nullopt) << text;
}

}  // namespace
}  // namespace tl

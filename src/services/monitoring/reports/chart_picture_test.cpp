#include "services/monitoring/reports/chart_picture.h"

#include <limits>

#include <gtest/gtest.h>

namespace tl::services {

namespace {

constexpr std::int64_t kMiB = 1 << 20;

TEST(ChartScale, HasRoundNumbersThatReachTheLargest) {
    using Numbers = std::vector<std::int64_t>;
    EXPECT_EQ(scaleOf(0, ChartUnit::Count), (Numbers{0, 1}));
    EXPECT_EQ(scaleOf(3, ChartUnit::Count), (Numbers{0, 1, 2, 3}));
    EXPECT_EQ(scaleOf(17, ChartUnit::Count), (Numbers{0, 5, 10, 15, 20}));
    EXPECT_EQ(scaleOf(7 * kMiB, ChartUnit::Bytes),
              (Numbers{0, 2 * kMiB, 4 * kMiB, 6 * kMiB, 8 * kMiB}));
    EXPECT_EQ(scaleOf(700 * kMiB, ChartUnit::Bytes),
              (Numbers{0, 200 * kMiB, 400 * kMiB, 600 * kMiB, 800 * kMiB}));
}

TEST(ChartScale, ReachesHugeNumbersInFewSteps) {
    const std::int64_t huge = std::numeric_limits<std::int64_t>::max() / 4;
    for (const ChartUnit unit : {ChartUnit::Count, ChartUnit::Bytes}) {
        const auto scale = scaleOf(huge, unit);
        EXPECT_GE(scale.back(), huge);
        EXPECT_LE(scale.size(), 7U);
    }
}

TEST(ChartPicture, StacksBarsWithinTheSheet) {
    const ReportChart chart{
        .kind = ChartKind::Bars,
        .unit = ChartUnit::Count,
        .from = 0,
        .until = 200,
        .series = {{.name = "good", .tone = ChartTone::Good, .points = {{0, 2}, {100, 1}}},
                   {.name = "bad", .tone = ChartTone::Bad, .points = {{0, 1}, {100, 0}}}}};
    const ChartPicture picture =
        drawChart(chart, {.width = 400, .height = 100, .textSize = 10}, TimeZone::utc());
    // Two of the legend, then two bars of the first period and one of the second.
    ASSERT_EQ(picture.rectangles.size(), 5U);
    const ChartRectangle& good = picture.rectangles[2];
    const ChartRectangle& bad = picture.rectangles[3];
    EXPECT_DOUBLE_EQ(bad.y + bad.height, good.y) << "one stands on the other";
    EXPECT_DOUBLE_EQ(good.height, 2 * bad.height);
    EXPECT_EQ(good.hint, "1970-01-01: good 2");
    for (const ChartRectangle& one : picture.rectangles) {
        EXPECT_GE(one.x, 0);
        EXPECT_LE(one.x + one.width, 400);
        EXPECT_GE(one.y, 0);
        EXPECT_LE(one.y + one.height, 100);
    }
}

TEST(ChartPicture, DrawsALineFromPointToPoint) {
    const ReportChart chart{.kind = ChartKind::Lines,
                            .unit = ChartUnit::Bytes,
                            .from = 0,
                            .until = 100,
                            .series = {{.name = "photos", .points = {{0, 0}, {50, 10}, {100, 5}}}}};
    const ChartPicture picture =
        drawChart(chart, {.width = 400, .height = 100, .textSize = 10}, TimeZone::utc());
    ASSERT_EQ(picture.lines.size(), 1U);
    const auto& points = picture.lines[0].points;
    ASSERT_EQ(points.size(), 3U);
    EXPECT_DOUBLE_EQ(points[0].first, picture.left);
    EXPECT_DOUBLE_EQ(points[2].first, picture.right);
    EXPECT_DOUBLE_EQ(points[1].second, picture.grid.back()) << "ten is the end of the scale";
    EXPECT_DOUBLE_EQ(points[2].second, (points[0].second + points[1].second) / 2);
}

TEST(ChartPicture, OfNothingHasAScale) {
    const ChartPicture picture =
        drawChart({}, {.width = 400, .height = 100, .textSize = 10}, TimeZone::utc());
    EXPECT_EQ(picture.grid.size(), 2U);
    EXPECT_TRUE(picture.rectangles.empty());
}

}  // namespace

}  // namespace tl::services

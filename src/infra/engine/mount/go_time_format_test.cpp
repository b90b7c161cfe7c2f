#include "infra/engine/mount/go_time_format.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

Timestamp timeOf(const char* text) {
    return parseTimestamp(text).value();
}

TEST(GoTimeFormat, WritesEveryElement) {
    const Timestamp time = timeOf("2021-03-04T17:06:07+05:30");
    EXPECT_EQ(formatGoTime("2006-01-02T15:04:05Z07:00", time), "2021-03-04T17:06:07+05:30");
    EXPECT_EQ(formatGoTime("Mon Jan _2 3:04PM 06 -0700", time), "Thu Mar  4 5:06PM 21 +0530");
    EXPECT_EQ(formatGoTime("Monday, January 2; 1/2 3-4-5 pm", time),
              "Thursday, March 4; 3/4 5-6-7 pm");
    EXPECT_EQ(formatGoTime("as it is", time), "as it is");
}

TEST(GoTimeFormat, KnowsMidnightNoonAndUtc) {
    EXPECT_EQ(formatGoTime("03PM Z07:00 -07:00", timeOf("2021-03-04T00:00:00Z")), "12AM Z +00:00");
    EXPECT_EQ(formatGoTime("3pm Mon", timeOf("1969-12-31T12:00:00Z")), "12pm Wed");
}

}  // namespace
}  // namespace tl::engine

#include "infra/engine/format/timestamp.h"

#include <limits>

#include <gtest/gtest.h>

#include "infra/engine/format/golden.h"

namespace tl::engine {
namespace {

Timestamp at(std::int64_t seconds, std::int32_t nanoseconds = 0, std::int32_t offsetSeconds = 0) {
    return {.seconds = seconds, .nanoseconds = nanoseconds, .offsetSeconds = offsetSeconds};
}

/// The zone's offset at an instant, to the second, from the clock that restic printed for it.
std::int32_t offsetFromClock(const std::string& printed, std::int64_t seconds) {
    const auto clock = parseTimestamp(printed.substr(0, 19) + "Z");
    EXPECT_TRUE(clock) << printed;
    return static_cast<std::int32_t>(clock->seconds - seconds);
}

TEST(Timestamp, IsWhatResticWroteInFiveZones) {
    const auto vectors = goldenJson("format/json_vectors.json").at("times");
    for (const auto& vector : vectors) {
        const auto nanoseconds = vector.at("unix_ns").get<std::int64_t>();
        const auto printed = vector.at("json").get<std::string>();
        const std::int64_t fraction = (nanoseconds % 1'000'000'000 + 1'000'000'000) % 1'000'000'000;
        const std::int64_t seconds = (nanoseconds - fraction) / 1'000'000'000;
        const auto time =
            at(seconds, static_cast<std::int32_t>(fraction), offsetFromClock(printed, seconds));
        EXPECT_EQ(formatTimestamp(time), printed);
    }
}

TEST(Timestamp, ReadsBackWhatResticWrote) {
    const auto vectors = goldenJson("format/json_vectors.json").at("times");
    for (const auto& vector : vectors) {
        const auto printed = vector.at("json").get<std::string>();
        const auto time = parseTimestamp(printed);
        ASSERT_TRUE(time) << printed;
        EXPECT_EQ(formatTimestamp(*time), printed);
    }
}

TEST(Timestamp, ReadsAnyOffset) {
    EXPECT_EQ(parseTimestamp("1970-01-01T05:30:00+05:30"), at(0, 0, 19'800));
    EXPECT_EQ(parseTimestamp("1969-12-31T16:00:00.5-08:00"), at(0, 500'000'000, -28'800));
    EXPECT_EQ(parseTimestamp("1970-01-01T23:59:00+23:59"), at(0, 0, 86'340));
    EXPECT_EQ(parseTimestamp("1970-01-01T00:00:00-00:00"), at(0));
    EXPECT_EQ(parseTimestamp("0000-01-01T00:00:00Z"), at(-62'167'219'200));
}

TEST(Timestamp, CutsFractionsBeyondNanoseconds) {
    EXPECT_EQ(parseTimestamp("1970-01-01T00:00:00.1234567899999Z"), at(0, 123'456'789));
}

TEST(Timestamp, CutsTheSecondsOfAnOffset) {
    EXPECT_EQ(formatTimestamp(at(-2'147'483'648, 0, -1'521)), "1901-12-13T20:20:31-00:25");
    EXPECT_EQ(formatTimestamp(at(0, 0, 30)), "1970-01-01T00:00:30+00:00");
}

TEST(Timestamp, RefusesWhatIsNotRfc3339) {
    for (const char* text : {"",
                             "1970-01-01",
                             "1970-01-01T00:00:00",
                             "1970-01-01 00:00:00Z",
                             "1970-1-01T00:00:00Z",
                             "1970-13-01T00:00:00Z",
                             "1970-00-01T00:00:00Z",
                             "1970-01-32T00:00:00Z",
                             "1970-01-00T00:00:00Z",
                             "1970-02-29T00:00:00Z",
                             "1970-01-01T24:00:00Z",
                             "1970-01-01T00:60:00Z",
                             "1972-06-30T23:59:60Z",
                             "1970-01-01T00:00:00.Z",
                             "1970-01-01T00:00:00+0100",
                             "1970-01-01T00:00:00+24:00",
                             "1970-01-01T00:00:00+01:60",
                             "1970-01-01T00:00:00ZZ",
                             "1970-01-01T00:00:00Z ",
                             "-970-01-01T00:00:00Z",
                             "1970-01-01T00:00:00+-1:00",
                             "x"}) {
        EXPECT_FALSE(parseTimestamp(text)) << text;
    }
    EXPECT_TRUE(parseTimestamp("1972-02-29T00:00:00Z")) << "a leap year";
}

TEST(Timestamp, MovesFarYearsIntoFourDigits) {
    EXPECT_EQ(formatTimestamp(at(253'402'300'799)), "9999-12-31T23:59:59Z");
    EXPECT_EQ(formatTimestamp(at(253'402'300'800)), "9999-01-01T00:00:00Z");
    EXPECT_EQ(formatTimestamp(at(-62'167'219'200)), "0000-01-01T00:00:00Z");
    EXPECT_EQ(formatTimestamp(at(-62'167'219'201)), "0000-12-31T23:59:59Z");
    EXPECT_EQ(formatTimestamp(at(toUnixSeconds({.year = 12000, .month = 2, .day = 29}))),
              "9999-03-01T00:00:00Z");
    EXPECT_EQ(formatTimestamp(at(toUnixSeconds({.year = -4, .month = 2, .day = 29}))),
              "0000-02-29T00:00:00Z");
}

TEST(Timestamp, PrintsTheEndsOfTheRange) {
    EXPECT_EQ(formatTimestamp(at(std::numeric_limits<std::int64_t>::max(), 0, 86'340)).size(), 25U);
    EXPECT_EQ(formatTimestamp(at(std::numeric_limits<std::int64_t>::min(), 0, -86'340)).size(),
              25U);
    EXPECT_EQ(formatTimestamp(at(0, 999'999'999, 86'340)).size(), kTimestampSizeMax);
}

TEST(CivilTime, RoundTripsEveryDayOfEightCenturies) {
    for (std::int64_t day = -146'097; day <= 146'097; ++day) {
        const CivilTime civil = toCivil(at(day * 86'400 + 3'661));
        EXPECT_EQ(toUnixSeconds(civil), day * 86'400 + 3'661);
        EXPECT_EQ(civil.hour, 1);
    }
    EXPECT_EQ(toCivil(at(951'782'400)), (CivilTime{.year = 2000, .month = 2, .day = 29}));
}

TEST(CivilTime, RollsOver) {
    EXPECT_EQ(toUnixSeconds({.year = 1969, .month = 13}), 0);
    EXPECT_EQ(toUnixSeconds({.year = 1971, .month = -11}), 0);
    EXPECT_EQ(toUnixSeconds({.year = 1970, .month = 1, .day = 0}), -86'400);
    EXPECT_EQ(toUnixSeconds({.year = 2021, .month = 2, .day = 31}),
              toUnixSeconds({.year = 2021, .month = 3, .day = 3}));
    EXPECT_EQ(toUnixSeconds({.hour = -1, .minute = 60}), 0);
}

TEST(Timestamp, ComparesInstants) {
    const auto london = at(10, 5);
    const auto berlin = at(10, 5, 3'600);
    EXPECT_TRUE(london.isSameInstant(berlin));
    EXPECT_FALSE(london.isBefore(berlin));
    EXPECT_TRUE(london.isBefore(at(10, 6)));
    EXPECT_TRUE(at(9, 9).isBefore(london));
}

}  // namespace
}  // namespace tl::engine

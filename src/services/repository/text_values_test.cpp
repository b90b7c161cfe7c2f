#include "services/repository/text_values.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::services {
namespace {

using std::chrono::nanoseconds;

TEST(ParseSize, ReadsSuffixesAsPowersOf1024) {
    EXPECT_EQ(parseSize("0"), 0U);
    EXPECT_EQ(parseSize("1000"), 1000U);
    EXPECT_EQ(parseSize("7b"), 7U);
    EXPECT_EQ(parseSize("50M"), 50U << 20U);
    EXPECT_EQ(parseSize("3k"), 3072U);
    EXPECT_EQ(parseSize("2g"), 2ULL << 30U);
    EXPECT_EQ(parseSize("1T"), 1ULL << 40U);
}

TEST(ParseSize, RefusesWhatIsNoSize) {
    for (const char* text : {"", "M", "-1", "1x", "1.5M", "1 M", "99999999999999999999"})
        EXPECT_THROW((void)parseSize(text), Error) << text;
}

TEST(ParseDuration, AddsUpItsParts) {
    EXPECT_EQ(parseDuration("0"), nanoseconds{0});
    EXPECT_EQ(parseDuration("5m"), std::chrono::minutes{5});
    EXPECT_EQ(parseDuration("1h30m"), std::chrono::minutes{90});
    EXPECT_EQ(parseDuration("1.5h"), std::chrono::minutes{90});
    EXPECT_EQ(parseDuration("10ms"), std::chrono::milliseconds{10});
}

TEST(ParseDuration, RefusesWhatIsNoDuration) {
    for (const char* text : {"", "5", "m", "5 m", "-5m", "5d", "5m7", "999999999h"})
        EXPECT_THROW((void)parseDuration(text), Error) << text;
}

TEST(ParseLocalTime, ReadsAClockInTheZone) {
    const TimeZone berlin = TimeZone::forSetting("Europe/Berlin");
    EXPECT_EQ(parseLocalTime("1970-01-01 00:00:00", TimeZone::utc()), (WallTime{0, 0}));
    EXPECT_EQ(parseLocalTime("2020-01-02 03:04:05", TimeZone::utc()).seconds, 1577934245);
    EXPECT_EQ(parseLocalTime("2020-01-02", TimeZone::utc()).seconds, 1577923200);
    EXPECT_EQ(parseLocalTime("2020-07-01 12:00:00", berlin).seconds, 1593597600);
    EXPECT_EQ(parseLocalTime("2020-01-01 12:00:00", berlin).seconds, 1577876400);
}

TEST(ParseLocalTime, RefusesWhatIsNoTime) {
    for (const char* text :
         {"", "yesterday", "2020-13-01 00:00:00", "2020-02-30 00:00:00", "2020-01-02 24:00:00",
          "2020-01-02T03:04:05", "2020-01-02 03:04", "2020-1-2 03:04:05"})
        EXPECT_THROW((void)parseLocalTime(text, TimeZone::utc()), Error) << text;
}

TEST(ParsePointInTime, KnowsTheFormsOfRestic) {
    const TimeZone utc = TimeZone::utc();
    const std::int64_t seconds = parseLocalTime("2012-11-01 22:08:00", utc).seconds;
    EXPECT_EQ(parsePointInTime("2012-11-01 22:08:00", utc).seconds, seconds);
    EXPECT_EQ(parsePointInTime("2012-11-01 22:08", utc).seconds, seconds);
    EXPECT_EQ(parsePointInTime("01.11.2012 22:08:00", utc).seconds, seconds);
    EXPECT_EQ(parsePointInTime("01.11.2012 22:08 +0130", utc).seconds, seconds - 5400);
    EXPECT_EQ(parsePointInTime("2012-11-01 22:08:00 -0700", utc).seconds, seconds + 25200);
    EXPECT_EQ(parsePointInTime("01.11.2012", utc), parseLocalTime("2012-11-01", utc));
    for (const char* text : {"", "yesterday", "1.11.2012", "2012-11-01T22:08:00", "2012-13-01",
                             "2012-11-01 22", " +0100", "01.11.2012 +01"})
        EXPECT_EQ(kindThrown([&] { (void)parsePointInTime(text, utc); }), ErrorKind::InvalidInput)
            << text;
}

}  // namespace
}  // namespace tl::services

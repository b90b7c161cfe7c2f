#include "ui/cli/text_format.h"

#include <gtest/gtest.h>

namespace tl::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(FormatCount, SaysOneInTheSingular) {
    EXPECT_EQ(formatCount(0, "plugin"), "0 plugins");
    EXPECT_EQ(formatCount(1, "plugin"), "1 plugin");
    EXPECT_EQ(formatCount(2, "plugin"), "2 plugins");
    EXPECT_EQ(formatCount(1, "entry"), "1 entry");
    EXPECT_EQ(formatCount(0, "entry"), "0 entries");
}

TEST(FormatBytes, UsesTheLargestUnitThatFits) {
    EXPECT_EQ(formatBytes(0), "0 B");
    EXPECT_EQ(formatBytes(1023), "1023 B");
    EXPECT_EQ(formatBytes(1024), "1.000 KiB");
    EXPECT_EQ(formatBytes(1686), "1.646 KiB");
    EXPECT_EQ(formatBytes(5ULL << 20U), "5.000 MiB");
    EXPECT_EQ(formatBytes(3ULL << 40U), "3.000 TiB");
    EXPECT_EQ(formatBytesBriefly(1686), "1.6 KiB");
}

TEST(FormatDuration, ShowsHoursOnlyWhereThereAreAny) {
    EXPECT_EQ(formatDuration(milliseconds{999}), "0:00");
    EXPECT_EQ(formatDuration(seconds{65}), "1:05");
    EXPECT_EQ(formatDuration(seconds{3723}), "1:02:03");
    EXPECT_EQ(formatDuration(seconds{-5}), "0:00");
}

TEST(FormatPercent, StaysBetweenNothingAndAll) {
    EXPECT_EQ(formatPercent(0, 0), "0.00%");
    EXPECT_EQ(formatPercent(1, 3), "33.33%");
    EXPECT_EQ(formatPercent(5, 4), "100.00%");
}

TEST(FormatRate, IsEmptyBeforeThereIsSomethingToTell) {
    EXPECT_EQ(formatRate(0, seconds{1}), "");
    EXPECT_EQ(formatRate(1024, milliseconds{999}), "");
    EXPECT_EQ(formatRate(4096, seconds{2}), "2.0 KiB/s");
}

TEST(FormatTime, ReadsAClockInTheZone) {
    EXPECT_EQ(formatTime(1577934245, TimeZone::utc()), "2020-01-02 03:04:05");
    EXPECT_EQ(formatTime(-1, TimeZone::utc()), "1969-12-31 23:59:59");
}

TEST(Shorten, CutsTheMiddleOfCharacters) {
    EXPECT_EQ(shorten("abcdef", 6), "abcdef");
    EXPECT_EQ(shorten("abcdefgh", 5), "ab…gh");
    EXPECT_EQ(shorten("äöüßäöüß", 4), "äö…ß");
    EXPECT_EQ(shorten("abc", 1), "…");
    EXPECT_EQ(shorten("abc", 0), "");
    EXPECT_EQ(displayWidth("äöü"), 3U);
}

}  // namespace
}  // namespace tl::cli

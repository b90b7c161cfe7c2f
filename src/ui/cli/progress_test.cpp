#include "ui/cli/progress.h"

#include <gtest/gtest.h>

namespace tl::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Environment withRate(const std::string& rate) {
    return [rate](const std::string& name) -> std::optional<std::string> {
        if (name == "RESTIC_PROGRESS_FPS") return rate;
        return std::nullopt;
    };
}

const Environment kNothing = [](const std::string&) { return std::nullopt; };

TEST(ProgressInterval, DependsOnWhoLooks) {
    EXPECT_EQ(progressInterval({.isTerminal = true}, kNothing), milliseconds{100});
    EXPECT_EQ(progressInterval({.isJson = true}, kNothing), milliseconds{100});
    EXPECT_EQ(progressInterval({}, kNothing), milliseconds{0});
    EXPECT_EQ(progressInterval({.isQuiet = true, .isTerminal = true}, kNothing), milliseconds{0});
}

TEST(ProgressInterval, FollowsTheEnvironment) {
    EXPECT_EQ(progressInterval({}, withRate("2")), milliseconds{500});
    EXPECT_EQ(progressInterval({}, withRate("0.5")), milliseconds{2000});
    EXPECT_EQ(progressInterval({}, withRate("1000")), milliseconds{16});
    EXPECT_EQ(progressInterval({}, withRate("often")), milliseconds{0});
    EXPECT_EQ(progressInterval({.isTerminal = true}, withRate("-1")), milliseconds{100});
    EXPECT_EQ(progressInterval({.isQuiet = true}, withRate("2")), milliseconds{0});
}

TEST(FormatProgress, TellsRateCountsAndTimeLeft) {
    EXPECT_EQ(formatProgress({.elapsed = seconds{5},
                              .remaining = seconds{40},
                              .itemsDone = 100,
                              .itemsTotal = 500,
                              .bytesDone = 1ULL << 30U,
                              .bytesTotal = 8ULL << 30U,
                              .errorCount = 2}),
              "[0:05] 12.50%  100 / 500 files, 1.0 GiB / 8.0 GiB, 204.8 MiB/s, 2 errors, ETA 0:40");
}

TEST(FormatProgress, LeavesOutWhatIsNotKnown) {
    EXPECT_EQ(formatProgress({.remaining = seconds{0}, .itemsDone = 3}), "[0:00]  3 files");
    EXPECT_EQ(formatProgress({.remaining = {}, .itemsDone = 3, .itemsTotal = 6, .items = "packs"}),
              "[0:00] 50.00%  3 / 6 packs");
}

}  // namespace
}  // namespace tl::cli

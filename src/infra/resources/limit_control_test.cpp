#include "infra/resources/limit_control.h"

#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "tests/support/counting_clock.h"

namespace tl {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::uint64_t kKiB = 1024;

class LimitControlTest : public testing::Test {
  protected:
    void write(const std::string& text) {
        removeFile(file_);
        File file = File::createNew(file_, 0600);
        file.writeAll(std::as_bytes(std::span{text}));
        file.close();
    }
    void start(const LineLimits& limits) {
        control_.set(limits, file_,
                     [this](const std::string& problem) { problems_.push_back(problem); });
    }

    TemporaryDirectory folder_;
    const std::string file_ = folder_.path() + "/limits";
    CountingClock clock_;
    LimitControl control_{clock_, TimeZone::utc()};
    std::vector<std::string> problems_;
    const LineLimits given_{.upload = RateSchedule::parse("100"),
                            .download = RateSchedule::parse("200")};
};

TEST_F(LimitControlTest, StartsWithoutLimits) {
    EXPECT_EQ(control_.uploadRate(), 0U);
    EXPECT_EQ(control_.downloadRate(), 0U);
}

TEST_F(LimitControlTest, FollowsTheTimeOfDay) {
    constexpr std::int64_t kMidnight = 19'676 * 86'400;
    clock_.startSeconds = kMidnight;
    start({.upload = RateSchedule::parse("08:00-18:00=100,300"), .download = {}});
    EXPECT_EQ(control_.uploadRate(), 300 * kKiB);
    clock_.advance(hours{8});
    EXPECT_EQ(control_.uploadRate(), 100 * kKiB);
    clock_.advance(hours{10});
    EXPECT_EQ(control_.uploadRate(), 300 * kKiB);
}

TEST_F(LimitControlTest, KnowsTheZonesDay) {
    constexpr std::int64_t kMidnight = 19'676 * 86'400;
    clock_.startSeconds = kMidnight;
    LimitControl control{clock_, TimeZone::forSetting("Asia/Singapore")};  // 08:00 there.
    control.set({.upload = RateSchedule::parse("08:00-18:00=100,300"), .download = {}}, {}, {});
    EXPECT_EQ(control.uploadRate(), 100 * kKiB);
}

TEST_F(LimitControlTest, FollowsTheFileWithinASecond) {
    start(given_);
    EXPECT_EQ(control_.uploadRate(), 100 * kKiB);
    write("# The evening is ours.\n\nupload = 5M\n");
    clock_.advance(seconds{1});
    EXPECT_EQ(control_.uploadRate(), 5 * kKiB * kKiB);
    EXPECT_EQ(control_.downloadRate(), 200 * kKiB) << "what the file does not name stays";
    write("upload=0\ndownload=10");
    clock_.advance(seconds{1});
    EXPECT_EQ(control_.uploadRate(), 0U);
    EXPECT_EQ(control_.downloadRate(), 10 * kKiB);
    removeFile(file_);
    clock_.advance(seconds{1});
    EXPECT_EQ(control_.uploadRate(), 100 * kKiB);
    EXPECT_TRUE(problems_.empty());
}

TEST_F(LimitControlTest, KeepsTheLimitsWhenTheFileIsWrong) {
    start(given_);
    write("upload=10");
    clock_.advance(seconds{1});
    EXPECT_EQ(control_.uploadRate(), 10 * kKiB);
    for (const char* text : {"upload=fast", "uplaod=1", "upload", "5000"}) {
        problems_.clear();
        write(text);
        for (int i = 0; i < 3; ++i) {
            clock_.advance(seconds{1});
            EXPECT_EQ(control_.uploadRate(), 10 * kKiB) << text;
        }
        ASSERT_EQ(problems_.size(), 1U) << text;
        EXPECT_NE(problems_[0].find(file_), std::string::npos);
    }
    problems_.clear();
    write(std::string(5000, '#'));
    clock_.advance(seconds{1});
    EXPECT_EQ(control_.uploadRate(), 10 * kKiB);
    EXPECT_EQ(problems_.size(), 1U);
}

}  // namespace
}  // namespace tl

#include "services/monitoring/notices/notice_post.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/resources/mutex.h"
#include "tests/support/test_catalog.h"

namespace tl::services {
namespace {

/// What channels were told, and what was warned of.
class Record {
  public:
    void add(const std::string& line) {
        const MutexLock lock{mutex_};
        lines_.push_back(line);
    }
    [[nodiscard]] std::vector<std::string> lines() {
        const MutexLock lock{mutex_};
        return lines_;
    }

  private:
    Mutex mutex_;
    std::vector<std::string> lines_ TL_GUARDED_BY(mutex_);
};

/// Does what its name says.
class TestChannel final : public Channel {
  public:
    TestChannel(std::string name, Record& told) : name_{std::move(name)}, told_{told} {}

    void deliver(const Letter& letter, const std::stop_token& stop) override {
        if (name_ == "failing") throw Error{ErrorKind::Unavailable, "no line"};
        if (name_ == "hanging") waitFor(stop);
        told_.add(name_ + ": " + letter.title);
    }

  private:
    [[noreturn]] static void waitFor(const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any stopped;
        std::unique_lock lock{mutex};
        stopped.wait(lock, stop, [] { return false; });
        throw Cancelled{};
    }

    const std::string name_;
    Record& told_;
};

class NoticePostTest : public catalog::CatalogTest {
  protected:
    NoticePostTest() : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")} {}

    void addChannel(const std::string& name, catalog::Texts events = {}) {
        access_->open().channels().add(
            {.name = name, .kind = "desktop", .events = std::move(events)});
    }

    /// An operation that has failed.
    catalog::Operation failed() {
        auto& operations = access_->open().operations();
        const auto claim = operations.start({.kind = "backup", .target = "home"}, "test");
        operations.finish(claim, {.state = catalog::OperationState::Failed, .message = "no"});
        return operations.load(claim.id);
    }

    std::unique_ptr<NoticePost> makePost(PostSettings settings = {}) {
        settings.warn = [this](const std::string& news) { warnings_.add(news); };
        return std::make_unique<NoticePost>(
            *access_, realClock_, TimeZone::utc(),
            [this](const ChannelDefinition& channel) {
                return std::make_unique<TestChannel>(channel.name, told_);
            },
            std::move(settings));
    }

    SystemClock realClock_;
    std::unique_ptr<CatalogAccess> access_;
    Record told_;
    Record warnings_;
};

TEST_F(NoticePostTest, TellsEachChannelThatItIsFor) {
    addChannel("all");
    addChannel("joyful", {"success"});
    auto post = makePost();
    post->onEnded(failed());
    post.reset();
    EXPECT_EQ(told_.lines(), std::vector<std::string>{"all: TimeLocker: backup of home failed"});
    EXPECT_TRUE(warnings_.lines().empty());
}

TEST_F(NoticePostTest, AChannelThatFailsLeavesALineInTheHistory) {
    addChannel("failing");
    addChannel("well");
    const catalog::Operation operation = failed();
    auto post = makePost();
    post->onEnded(operation);
    post.reset();
    EXPECT_EQ(told_.lines().size(), 1U) << "the other one was told";
    const auto lines = access_->open().operationLog().lines(operation.id);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].level, "warning");
    EXPECT_EQ(lines[0].text, "the notification channel \"failing\" was not told: no line");
    EXPECT_EQ(warnings_.lines(), std::vector<std::string>{lines[0].text});
}

TEST_F(NoticePostTest, AChannelThatHangsHoldsNothingUp) {
    addChannel("hanging");
    addChannel("well");
    const catalog::Operation operation = failed();
    auto post = makePost({.patienceAtEnd = std::chrono::milliseconds{50}, .waitingMax = 2});
    for (int i = 0; i < 5; ++i)
        post->onEnded(operation);
    post.reset();
    EXPECT_LE(told_.lines().size(), 5U);
    EXPECT_GE(told_.lines().size(), 2U);
    std::size_t dropped = 0;
    std::size_t givenUp = 0;
    for (const std::string& line : warnings_.lines()) {
        dropped += line.find("\"hanging\" was not told: too many") == std::string::npos ? 0 : 1;
        givenUp +=
            line.find("\"hanging\" was not told: the program ended") == std::string::npos ? 0 : 1;
    }
    EXPECT_EQ(dropped + givenUp, 5U) << "each one that was not delivered has its warning";
    EXPECT_GE(dropped, 3U);
}

TEST_F(NoticePostTest, ADeliveryHasItsTime) {
    addChannel("hanging");
    auto post = makePost({.deliveryMax = std::chrono::milliseconds{20}});
    post->onEnded(failed());
    post.reset();
    ASSERT_EQ(warnings_.lines().size(), 1U);
    EXPECT_NE(warnings_.lines()[0].find("has not answered in time"), std::string::npos);
}

TEST_F(NoticePostTest, WithoutChannelsOrACatalogThereIsNothingToDo) {
    makePost()->onEnded(failed());
    access_ = makeCatalogAccess(clock_, random_, folder_ / "none.db");
    makePost()->send({.event = NoticeEvent::Failure});
    EXPECT_TRUE(warnings_.lines().empty());
}

}  // namespace
}  // namespace tl::services

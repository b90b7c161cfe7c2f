#include "services/monitoring/operation_recorder.h"

#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/monitoring/history.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

using catalog::OperationResult;

class OperationRecorderTest : public catalog::CatalogTest {
  protected:
    OperationRecorderTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          history_{makeHistory(*access_)} {}

    [[nodiscard]] RecorderSettings settings() {
        return {.operation = {.kind = "backup", .target = "home", .repository = "photos"},
                .tell = [this](const std::string& news) { news_.push_back(news); }};
    }
    [[nodiscard]] OperationStory theOne() { return history_->load(history_->list({}).at(0).id); }

    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<History> history_;
    std::vector<std::string> news_;
    SystemClock realClock_;
};

/// An operation of the queue that this process has claimed.
class ClaimedRecorderTest : public OperationRecorderTest {
  protected:
    ClaimedRecorderTest() {
        id_ = *operations().enqueue(
            {.kind = "backup", .target = "home", .repository = "photos", .attemptsMax = 2});
        claim_ = operations().claimNext({.machine = "here", .runner = "here:1"}).value();
    }

    catalog::Operations& operations() { return access_->open().operations(); }
    [[nodiscard]] RecorderSettings claimed() {
        RecorderSettings wanted = settings();
        wanted.claim = claim_;
        wanted.isPutBackOnStop = true;
        wanted.retryAfter = 60 * catalog::kSecond;
        return wanted;
    }
    void fail(ErrorKind kind) {
        OperationRecorder recorder{*access_, clock_, claimed(), {}};
        EXPECT_EQ(kindThrown([&] {
                      record(recorder, [&]() -> OperationResult { throw Error{kind, "no"}; });
                  }),
                  kind);
    }
    void stopWith(const std::stop_token& outer) {
        OperationRecorder recorder{*access_, clock_, claimed(), outer};
        EXPECT_THROW(record(recorder, [&]() -> OperationResult { throw Cancelled{}; }), Cancelled);
    }

    std::string id_;
    catalog::Claim claim_;
};

TEST_F(ClaimedRecorderTest, GoesOnWithWhatWasClaimed) {
    {
        OperationRecorder recorder{*access_, clock_, claimed(), {}};
        EXPECT_EQ(recorder.id(), id_);
        record(recorder, [&]() -> OperationResult { return {.snapshot = "abc"}; });
    }
    ASSERT_EQ(history_->list({}).size(), 1U);
    EXPECT_EQ(theOne().operation.state, OperationState::Succeeded);
    EXPECT_EQ(theOne().operation.snapshot, "abc");
}

TEST_F(ClaimedRecorderTest, AFailureThatTimeMayHealIsTriedAgain) {
    fail(ErrorKind::Unavailable);
    EXPECT_EQ(theOne().operation.state, OperationState::Waiting);
    EXPECT_NE(theOne().operation.message.find("no"), std::string::npos);
    EXPECT_FALSE(operations().claimNext({.machine = "here", .runner = "here:1"}));
    clock_.advance(std::chrono::seconds{61});
    EXPECT_TRUE(operations().claimNext({.machine = "here", .runner = "here:1"}));
}

TEST_F(ClaimedRecorderTest, AFailureThatStaysIsNotTriedAgain) {
    fail(ErrorKind::WrongPassword);
    EXPECT_EQ(theOne().operation.state, OperationState::Failed);
}

TEST_F(ClaimedRecorderTest, TheEndOfTheProcessPutsItBack) {
    std::stop_source ending;
    ending.request_stop();
    stopWith(ending.get_token());
    EXPECT_EQ(theOne().operation.state, OperationState::Waiting);
    EXPECT_TRUE(operations().claimNext({.machine = "here", .runner = "here:2"}));
}

TEST_F(ClaimedRecorderTest, WhatNobodyWantsAnyMoreDoesNotComeBack) {
    stopWith({});
    EXPECT_EQ(theOne().operation.state, OperationState::Cancelled);
}

TEST_F(ClaimedRecorderTest, WorkThatOthersHaveTakenOverIsStopped) {
    clock_.advance(std::chrono::minutes{3});
    EXPECT_EQ(operations().releaseAbandoned().queuedCount, 1U);
    OperationRecorder recorder{*access_, realClock_, claimed(), {}};
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock{mutex};
    stopped.wait(lock, recorder.stop(), [] { return false; });  // Within the renewal's seconds.
    EXPECT_TRUE(recorder.stop().stop_requested());
    recorder.finish({});
    EXPECT_EQ(theOne().operation.state, OperationState::Waiting);
}

TEST_F(OperationRecorderTest, WritesWhatHappensAndHowItEnds) {
    {
        OperationRecorder recorder{*access_, realClock_, settings(), {}};
        EXPECT_EQ(theOne().operation.state, OperationState::Running);
        EXPECT_EQ(theOne().operation.id, recorder.id());
        record(recorder, [&]() -> OperationResult {
            recorder.log("warning", "a line");
            recorder.note(catalog::StorageFigures{.source = "backup", .figures = {{"bytes", 5}}});
            recorder.note(catalog::CheckRecord{.coverage = "data", .errorCount = 1});
            return {.figures = {{"files_new", 1}}, .snapshot = "abc"};
        });
    }
    const OperationStory story = theOne();
    EXPECT_EQ(story.operation.state, OperationState::Succeeded);
    EXPECT_EQ(story.operation.snapshot, "abc");
    ASSERT_EQ(story.lines.size(), 1U);
    EXPECT_EQ(story.lines[0].text, "a line");
    const auto figures = access_->open().repositoryHistory().figuresOf("photos", 5);
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures[0].operation, story.operation.id);
    EXPECT_EQ(access_->open().repositoryHistory().checksOf("photos", 5).size(), 1U);
    EXPECT_TRUE(news_.empty());
}

TEST_F(OperationRecorderTest, TellsAnErrorFromAStop) {
    {
        OperationRecorder recorder{*access_, realClock_, settings(), {}};
        EXPECT_EQ(kindThrown([&] {
                      record(recorder, []() -> OperationResult {
                          throw Error{ErrorKind::Unavailable, "the server is away"};
                      });
                  }),
                  ErrorKind::Unavailable);
    }
    EXPECT_EQ(theOne().operation.state, OperationState::Failed);
    EXPECT_EQ(theOne().operation.message, "the server is away");
    clock_.advance(std::chrono::seconds{1});
    {
        OperationRecorder recorder{*access_, realClock_, settings(), {}};
        EXPECT_THROW(record(recorder, []() -> OperationResult { throw Cancelled{}; }), Cancelled);
    }
    EXPECT_EQ(theOne().operation.state, OperationState::Cancelled);
}

TEST_F(OperationRecorderTest, WithoutAResultTheOperationHasFailed) {
    { const OperationRecorder recorder{*access_, realClock_, settings(), {}}; }
    EXPECT_EQ(theOne().operation.state, OperationState::Failed);
}

TEST_F(OperationRecorderTest, StopsWithItsCallerAndWhenSomebodyCancels) {
    std::stop_source outer;
    const OperationRecorder first{*access_, realClock_, settings(), outer.get_token()};
    EXPECT_FALSE(first.stop().stop_requested());
    outer.request_stop();
    EXPECT_TRUE(first.stop().stop_requested());

    OperationRecorder second{*access_, realClock_, settings(), {}};
    second.setProgress({{"files_done", 4}});
    EXPECT_TRUE(history_->cancel(second.id()));
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock{mutex};
    // Woken by the stop; the minute is for a machine that has other things to do.
    (void)changed.wait_for(lock, second.stop(), std::chrono::minutes{1}, [] { return false; });
    EXPECT_TRUE(second.stop().stop_requested());
    EXPECT_EQ(history_->load(second.id()).operation.progress,
              (catalog::Figures{{"files_done", 4}}));
}

TEST_F(OperationRecorderTest, ACatalogThatFailsIsToldOnceAndHoldsNothingUp) {
    writeFile(folder_ / "catalog.db", std::string(5000, 'x'));
    OperationRecorder recorder{*access_, realClock_, settings(), {}};
    bool isDone = false;
    record(recorder, [&]() -> OperationResult {
        recorder.log("info", "a line");
        recorder.note(catalog::CheckRecord{});
        isDone = true;
        return {};
    });
    EXPECT_TRUE(isDone);
    ASSERT_EQ(news_.size(), 1U);
    EXPECT_NE(news_[0].find("the history cannot be written"), std::string::npos);
}

TEST_F(OperationRecorderTest, WhatWasKilledIsFoundInterrupted) {
    const auto claim = access_->open().operations().start({.kind = "backup"}, "dead:1");
    clock_.advance(std::chrono::seconds{90});
    EXPECT_EQ(history_->load(claim.id).operation.state, OperationState::Interrupted);
    EXPECT_FALSE(history_->cancel(claim.id));
}

}  // namespace

}  // namespace tl::services

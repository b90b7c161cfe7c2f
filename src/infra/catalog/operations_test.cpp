#include "infra/catalog/operations.h"

#include <latch>
#include <set>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/resources/worker_group.h"
#include "tests/support/test_catalog.h"

namespace tl::catalog {

namespace {

class OperationsTest : public CatalogTest {
  protected:
    Operations& operations() { return catalog().operations(); }
    OperationLog& log() { return catalog().operationLog(); }
    std::string enqueue(const NewOperation& wanted) {
        return operations().enqueue(wanted).value_or("");
    }
    OperationState stateOf(const std::string& id) { return operations().load(id).state; }
    [[nodiscard]] Microseconds now() { return catalog().time().now(); }

    const NewOperation backup_{.kind = "backup",
                               .target = "home",
                               .repository = "photos",
                               .machine = "here",
                               .actor = "anna"};
    const ClaimWish here_{.machine = "here", .runner = "here:1"};
};

TEST_F(OperationsTest, GoFromTheQueueToAResult) {
    const std::string id = enqueue(backup_);
    EXPECT_EQ(stateOf(id), OperationState::Waiting);
    const auto claim = operations().claimNext(here_);
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->id, id);
    const Operation running = operations().load(id);
    EXPECT_EQ(running.state, OperationState::Running);
    EXPECT_EQ(running.runner, "here:1");
    EXPECT_EQ(running.attempt, 1);
    EXPECT_FALSE(operations().claimNext(here_));

    EXPECT_TRUE(operations().finish(*claim, {.state = OperationState::Warned,
                                             .figures = {{"files_new", 3}},
                                             .snapshot = "abc",
                                             .message = "a file could not be read"}));
    const Operation over = operations().load(id.substr(0, 8));
    EXPECT_EQ(over.state, OperationState::Warned);
    EXPECT_EQ(over.figures, (Figures{{"files_new", 3}}));
    EXPECT_EQ(over.snapshot, "abc");
    EXPECT_EQ(over.message, "a file could not be read");
    EXPECT_GE(over.endedAt, over.startedAt);
    EXPECT_FALSE(operations().finish(*claim, {})) << "a second result";
}

TEST_F(OperationsTest, ARunIsQueuedOnce) {
    NewOperation wanted = backup_;
    wanted.runKey = "nightly 2024-01-01T03:00";
    EXPECT_NE(enqueue(wanted), "");
    EXPECT_EQ(enqueue(wanted), "");
    const auto claim = operations().claimNext(here_);
    ASSERT_TRUE(claim);
    EXPECT_TRUE(operations().finish(*claim, {}));
    EXPECT_EQ(enqueue(wanted), "") << "not even when it is over";
    EXPECT_EQ(kindThrown([&] { (void)operations().start(wanted, "x"); }), ErrorKind::AlreadyExists);
    EXPECT_NE(enqueue(backup_), "");
    EXPECT_NE(enqueue(backup_), "") << "without a key there is no such promise";
}

TEST_F(OperationsTest, AreClaimedInTheOrderOfTheirTimesAndNotBefore) {
    NewOperation wanted = backup_;
    wanted.dueAt = now() + 100 * kSecond;
    const std::string later = enqueue(wanted);
    wanted.dueAt = now() + 50 * kSecond;
    const std::string sooner = enqueue(wanted);
    EXPECT_FALSE(operations().claimNext(here_));
    clock_.advance(std::chrono::seconds{100});
    EXPECT_EQ(operations().claimNext(here_).value_or(Claim{}).id, sooner);
    EXPECT_EQ(operations().claimNext(here_).value_or(Claim{}).id, later);
}

TEST_F(OperationsTest, OfAnotherMachineAreLeftToIt) {
    (void)enqueue(backup_);
    EXPECT_FALSE(operations().claimNext({.machine = "there"}));
    const std::string anywhere = enqueue({.kind = "check", .repository = "photos"});
    EXPECT_EQ(operations().claimNext({.machine = "there"}).value_or(Claim{}).id, anywhere);
}

TEST_F(OperationsTest, WhoeverLostTheClaimHasNoSayAnyMore) {
    NewOperation wanted = backup_;
    wanted.attemptsMax = 2;
    const std::string id = enqueue(wanted);
    const auto first = operations().claimNext(here_);
    ASSERT_TRUE(first);
    clock_.advance(std::chrono::seconds{50});
    EXPECT_TRUE(operations().renew(*first, {{"bytes_done", 7}}).isOurs);
    EXPECT_EQ(operations().load(id).progress, (Figures{{"bytes_done", 7}}));
    clock_.advance(std::chrono::seconds{50});
    EXPECT_EQ(operations().releaseAbandoned(), Abandoned{}) << "the lease was prolonged";
    clock_.advance(std::chrono::seconds{11});
    EXPECT_EQ(operations().releaseAbandoned(), (Abandoned{.queuedCount = 1}));
    EXPECT_FALSE(operations().renew(*first, {}).isOurs);

    const auto second = operations().claimNext({.machine = "here", .runner = "here:2"});
    ASSERT_TRUE(second);
    EXPECT_EQ(second->id, id);
    EXPECT_FALSE(operations().renew(*first, {}).isOurs);
    EXPECT_FALSE(operations().finish(*first, {.state = OperationState::Failed}));
    EXPECT_FALSE(operations().putBack(*first, now(), "no"));
    EXPECT_TRUE(operations().finish(*second, {}));
    EXPECT_EQ(stateOf(id), OperationState::Succeeded);
}

TEST_F(OperationsTest, WithoutAttemptsLeftAreRecordedAsInterrupted) {
    const Claim claim = operations().start(backup_, "here:1");
    clock_.advance(std::chrono::seconds{61});
    EXPECT_EQ(operations().releaseAbandoned(), (Abandoned{.interrupted = {claim.id}}));
    const Operation one = operations().load(claim.id);
    EXPECT_EQ(one.state, OperationState::Interrupted);
    EXPECT_NE(one.message, "");
    EXPECT_NE(one.endedAt, 0);
    EXPECT_EQ(operations().releaseAbandoned(), Abandoned{});
}

TEST_F(OperationsTest, TheLastSuccessIsOfTheSameKindTargetAndRepository) {
    const auto end = [&](const std::string& kind, const std::string& repository,
                         OperationState state) {
        clock_.advance(std::chrono::seconds{10});
        NewOperation wanted = backup_;
        wanted.kind = kind;
        wanted.repository = repository;
        const Claim claim = operations().start(wanted, "here:1");
        operations().finish(claim, {.state = state});
        return operations().load(claim.id).endedAt;
    };
    EXPECT_EQ(operations().lastSuccess("backup", backup_.target, "far"), 0);
    end("backup", "far", OperationState::Succeeded);
    const Microseconds last = end("backup", "far", OperationState::Warned);
    end("backup", "far", OperationState::Failed);
    end("check", "far", OperationState::Succeeded);
    end("backup", "other", OperationState::Succeeded);
    (void)operations().start(backup_, "here:1");
    EXPECT_EQ(operations().lastSuccess("backup", backup_.target, "far"), last);
    EXPECT_EQ(operations().lastSuccess("backup", "another target", "far"), 0);
}

TEST_F(OperationsTest, AreCancelledByAnyProcess) {
    const Claim running = operations().start(backup_, "here:1");
    EXPECT_FALSE(operations().renew(running, {}).isCancelRequested);
    EXPECT_TRUE(connect()->operations().requestCancel(running.id.substr(0, 6), "bert"));
    EXPECT_TRUE(operations().renew(running, {}).isCancelRequested);
    EXPECT_EQ(operations().load(running.id).cancelRequestedBy, "bert");
    EXPECT_TRUE(operations().finish(running, {.state = OperationState::Cancelled}));
    EXPECT_FALSE(operations().requestCancel(running.id, "bert")) << "it is over";

    const std::string waiting = enqueue(backup_);
    EXPECT_TRUE(operations().requestCancel(waiting, "bert"));
    EXPECT_EQ(stateOf(waiting), OperationState::Cancelled);
    EXPECT_FALSE(operations().claimNext(here_));
    EXPECT_EQ(kindThrown([&] { (void)operations().requestCancel("ffff", "bert"); }),
              ErrorKind::NotFound);
}

TEST_F(OperationsTest, ACancelledOneOfADeadRunnerIsNotTriedAgain) {
    NewOperation wanted = backup_;
    wanted.attemptsMax = 5;
    (void)enqueue(wanted);
    const auto claim = operations().claimNext(here_);
    ASSERT_TRUE(claim);
    EXPECT_TRUE(operations().requestCancel(claim->id, "bert"));
    clock_.advance(std::chrono::seconds{61});
    EXPECT_EQ(operations().releaseAbandoned(), (Abandoned{.interrupted = {claim->id}}));
    EXPECT_EQ(stateOf(claim->id), OperationState::Interrupted);
}

TEST_F(OperationsTest, PutBackAreTriedLater) {
    (void)enqueue(backup_);
    const auto claim = operations().claimNext(here_);
    ASSERT_TRUE(claim);
    EXPECT_TRUE(operations().putBack(*claim, now() + 30 * kSecond, "the server is away"));
    EXPECT_EQ(operations().load(claim->id).message, "the server is away");
    EXPECT_FALSE(operations().claimNext(here_));
    clock_.advance(std::chrono::seconds{30});
    EXPECT_EQ(operations().claimNext(here_), (Claim{.id = claim->id, .number = 2}));
}

TEST_F(OperationsTest, AreListedNewestFirstAndByWhatIsAsked) {
    (void)operations().start(backup_, "x");
    clock_.advance(std::chrono::seconds{1});
    (void)operations().start({.kind = "check", .repository = "office"}, "x");
    clock_.advance(std::chrono::seconds{1});
    (void)enqueue({.kind = "backup", .target = "mail", .repository = "office"});
    const auto kinds = [this](const OperationQuery& query) {
        std::string all;
        for (const Operation& one : operations().list(query))
            all += one.kind + "/" + one.target + " ";
        return all;
    };
    EXPECT_EQ(kinds({}), "backup/mail check/ backup/home ");
    EXPECT_EQ(kinds({.countMax = 1}), "backup/mail ");
    EXPECT_EQ(kinds({.kind = "backup"}), "backup/mail backup/home ");
    EXPECT_EQ(kinds({.repository = "office"}), "backup/mail check/ ");
    EXPECT_EQ(kinds({.target = "home"}), "backup/home ");
    EXPECT_EQ(kinds({.state = OperationState::Waiting}), "backup/mail ");
    EXPECT_EQ(kinds({.kind = "x' OR '1' = '1"}), "");
}

TEST_F(OperationsTest, IdsThatAreNoneOrSeveralAreRefused) {
    for (const char* id : {"", "%", "xyz", "ABC", "0123456789abcdef0123456789abcdef0"})
        EXPECT_EQ(kindThrown([&] { (void)operations().load(id); }), ErrorKind::InvalidInput) << id;
    std::set<char> first;
    std::string twice;
    while (twice.empty()) {
        const char c = operations().start(backup_, "x").id[0];
        if (!first.insert(c).second) twice = c;
    }
    EXPECT_EQ(kindThrown([&] { (void)operations().load(twice); }), ErrorKind::InvalidInput);
}

TEST_F(OperationsTest, SayWhatForeignTextSaysWithoutItsTricks) {
    const Claim claim = operations().start(backup_, "x");
    EXPECT_TRUE(operations().finish(
        claim, {.state = OperationState::Failed, .message = "\x1b[2J\xff server"}));
    const std::string message = operations().load(claim.id).message;
    EXPECT_EQ(message.find('\x1b'), std::string::npos);
    EXPECT_NE(message.find("server"), std::string::npos);
}

TEST_F(OperationsTest, HaveALogWithAnEnd) {
    const Claim claim = operations().start(backup_, "x");
    log().append(claim.id, "info", "begun");
    log().append(claim.id, "error", "cannot read \xff\x1b");
    auto lines = log().lines(claim.id);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].text, "begun");
    EXPECT_EQ(lines[0].at, now());
    EXPECT_EQ(lines[1].level, "error");
    EXPECT_EQ(lines[1].text.find('\x1b'), std::string::npos);
    catalog().change([&] {
        for (std::size_t i = 0; i < OperationLog::kLinesMax + 10; ++i)
            log().append(claim.id, "info", "more");
    });
    lines = log().lines(claim.id);
    ASSERT_EQ(lines.size(), OperationLog::kLinesMax + 1);
    EXPECT_NE(lines.back().text.find("more lines than"), std::string::npos);
    EXPECT_TRUE(log().lines("other").empty());
}

TEST_F(OperationsTest, SeveralRunnersNeverHaveTheSame) {
    constexpr int kCount = 60;
    constexpr int kRunners = 4;
    for (int i = 0; i < kCount; ++i)
        (void)enqueue(backup_);
    Mutex mutex;
    std::multiset<std::string> claimed;
    std::vector<std::unique_ptr<Catalog>> connections;
    for (int i = 0; i < kRunners; ++i)
        connections.push_back(connect());
    WorkerGroup group{{}};
    for (auto& connection : connections)
        group.start("runner", [this, &mutex, &claimed, &connection](const std::stop_token&) {
            while (const auto claim = connection->operations().claimNext(here_)) {
                EXPECT_TRUE(connection->operations().finish(*claim, {}));
                const MutexLock lock{mutex};
                claimed.insert(claim->id);
            }
        });
    group.join();
    EXPECT_EQ(claimed.size(), std::size_t{kCount});
    EXPECT_EQ((std::set<std::string>{claimed.begin(), claimed.end()}).size(), std::size_t{kCount});
}

}  // namespace

}  // namespace tl::catalog

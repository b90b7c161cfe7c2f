#include <algorithm>

#include <gtest/gtest.h>

#include "infra/engine/repository/open.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/memory_services.h"

namespace tl::services {
namespace {

using engine::LockMode;
using storage::FileType;

class RepositoryServiceTest : public testing::Test {
  protected:
    RepositoryServiceTest() : repositories_{makeRepositories(services_.context())} {}

    InitResult init(const std::string& location) {
        return repositories_->init({.repository = accessTo(location, "secret")}, {});
    }
    std::vector<std::string> listed(ObjectKind kind) {
        std::vector<std::string> lines;
        repositories_->list(access_, kind,
                            [&lines](const std::string& line) { lines.push_back(line); }, {});
        return lines;
    }
    std::string cat(CatKind kind, const std::string& id = {}) {
        return repositories_->cat(access_, kind, id, {});
    }
    std::unique_ptr<RepositorySession> session(LockMode mode = LockMode::Shared) {
        return RepositorySession::open(services_.context(), access_, mode, {});
    }

    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "secret");
    std::unique_ptr<Repositories> repositories_;
};

template <typename Call>
ErrorKind kindOf(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "no error";
    return ErrorKind::Internal;
}

TEST_F(RepositoryServiceTest, MakesARepositoryOfTheVersionAskedFor) {
    const InitResult made = repositories_->init({.repository = access_, .version = 1}, {});
    EXPECT_EQ(made.location, "memory");
    const std::string config = cat(CatKind::Config);
    EXPECT_TRUE(config.starts_with("{\n  \"version\": 1,\n  \"id\": \"" + made.id + "\",\n"))
        << config;
    EXPECT_TRUE(config.ends_with("\"\n}\n")) << config;
}

TEST_F(RepositoryServiceTest, CopiesTheChunkerPolynomial) {
    init("here");
    repositories_->init({.repository = accessTo("there", "other"), .copyChunkerFrom = access_}, {});
    const auto polynomialAt = [&](const RepositoryAccess& access) {
        return RepositorySession::openUnlocked(services_.context(), access, {})
            ->repository()
            .config()
            .chunkerPolynomial;
    };
    EXPECT_EQ(polynomialAt(accessTo("there", "other")), polynomialAt(access_));
}

TEST_F(RepositoryServiceTest, RefusesToMakeOneWhereThereIsOne) {
    init("here");
    EXPECT_EQ(kindOf([&] { init("here"); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindOf([&] {
                  repositories_->init({.repository = accessTo("new", "p"), .version = 3}, {});
              }),
              ErrorKind::InvalidInput);
}

TEST_F(RepositoryServiceTest, AsksForNoPasswordWhereThereIsNoRepository) {
    const PasswordPrompt prompt = [](const std::string&) -> Secret {
        ADD_FAILURE() << "asked";
        return {};
    };
    const RepositoryAccess access{.location = "nowhere", .password = {.prompt = prompt}};
    EXPECT_EQ(kindOf([&] { (void)repositories_->snapshots(access, {}, {}); }),
              ErrorKind::NoRepository);
}

TEST_F(RepositoryServiceTest, TellsAWrongPassword) {
    init("here");
    EXPECT_EQ(kindOf([&] { (void)repositories_->snapshots(accessTo("here", "no"), {}, {}); }),
              ErrorKind::WrongPassword);
}

TEST_F(RepositoryServiceTest, ListsAndShowsSnapshots) {
    init("here");
    engine::Snapshot snapshot;
    snapshot.hostname = "<host>";
    snapshot.paths = {"/a"};
    const std::string id = engine::saveSnapshot(session()->repository(), snapshot, {}).hex();
    EXPECT_EQ(listed(ObjectKind::Snapshots), (std::vector{id}));
    const auto groups = repositories_->snapshots(access_, {}, {}).groups;
    ASSERT_EQ(groups.size(), 1U);
    ASSERT_EQ(groups[0].snapshots.size(), 1U);
    EXPECT_EQ(groups[0].snapshots[0].id.hex(), id);
    const std::string shown = cat(CatKind::Snapshot, id.substr(0, 8));
    EXPECT_EQ(cat(CatKind::Snapshot, "latest"), shown);
    EXPECT_NE(shown.find("\n  \"hostname\": \"\\u003chost\\u003e\""), std::string::npos) << shown;
}

TEST_F(RepositoryServiceTest, ListsSnapshotsBesideADamagedOne) {
    init("here");
    const std::string good = engine::saveSnapshot(session()->repository(), {}, {}).hex();
    const std::string bad(64, 'b');
    services_.at("here").save({FileType::Snapshot, bad}, std::vector<std::byte>(50), {});
    const SnapshotListing listing = repositories_->snapshots(access_, {}, {});
    ASSERT_EQ(listing.groups.size(), 1U);
    EXPECT_EQ(listing.groups[0].snapshots.at(0).id.hex(), good);
    ASSERT_EQ(listing.problems.size(), 1U);
    EXPECT_NE(listing.problems[0].find(bad), std::string::npos);
    EXPECT_EQ(kindOf([&] { (void)repositories_->snapshots(access_, {.ids = {bad}}, {}); }),
              ErrorKind::Corrupted);
}

TEST_F(RepositoryServiceTest, KeepsTheNewestOfEachGroup) {
    init("here");
    const auto add = [&](std::int64_t seconds, const std::string& tag) {
        engine::Snapshot snapshot;
        snapshot.time.seconds = seconds;
        snapshot.tags = {tag};
        (void)engine::saveSnapshot(session()->repository(), snapshot, {});
    };
    add(1, "old");
    add(2, "new");
    add(3, "new");
    const auto listing = repositories_->snapshots(
        access_, {.latest = 1, .groupBy = {.host = false, .paths = false, .tags = true}}, {});
    std::vector<std::int64_t> times;
    for (const SnapshotGroup& group : listing.groups)
        for (const StoredSnapshot& stored : group.snapshots)
            times.push_back(stored.snapshot.time.seconds);
    EXPECT_EQ(times, (std::vector<std::int64_t>{1, 3}));
}

TEST_F(RepositoryServiceTest, ListsLocksBesideAnExclusiveOne) {
    init("here");
    const auto holder = session(LockMode::Exclusive);
    EXPECT_EQ(listed(ObjectKind::Locks).size(), 1U);
    EXPECT_EQ(kindOf([&] { (void)listed(ObjectKind::Keys); }), ErrorKind::Locked);
}

TEST_F(RepositoryServiceTest, LeavesNoLockBehind) {
    init("here");
    EXPECT_EQ(listed(ObjectKind::Keys).size(), 1U);
    EXPECT_EQ(kindOf([&] { (void)cat(CatKind::Snapshot, "12"); }), ErrorKind::NotFound);
    EXPECT_TRUE(listed(ObjectKind::Locks).empty());
}

TEST_F(RepositoryServiceTest, TakesNoLockWhenToldSo) {
    init("here");
    const auto holder = session(LockMode::Exclusive);
    access_.locking = Locking::Skip;
    EXPECT_EQ(listed(ObjectKind::Keys).size(), 1U);
}

TEST_F(RepositoryServiceTest, UnlocksStaleLocksOnlyOrAll) {
    init("here");
    const auto old = session();
    services_.clock().advance(std::chrono::minutes{31});
    const auto fresh = session();
    EXPECT_EQ(repositories_->unlock(access_, UnlockScope::Stale, {}), 1U);
    EXPECT_EQ(repositories_->unlock(access_, UnlockScope::All, {}), 1U);
    EXPECT_TRUE(listed(ObjectKind::Locks).empty());
}

TEST_F(RepositoryServiceTest, ShowsTheMasterKey) {
    init("here");
    const std::string key = cat(CatKind::MasterKey);
    EXPECT_TRUE(key.starts_with("{\n  \"mac\": {\n    \"k\": \"")) << key;
}

}  // namespace
}  // namespace tl::services

#include <set>

#include <gtest/gtest.h>

#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "services/repository/tags.h"
#include "storage/fault/fault_backend.h"
#include "tests/support/memory_services.h"

namespace tl::services {
namespace {

using engine::Snapshot;
using engine::SnapshotId;
using storage::FileType;
using Texts = std::vector<std::string>;

class RecordedTags final : public TagObserver {
  public:
    void onChanged(const ReplacedSnapshot& replaced) override { changed.push_back(replaced); }
    void onFailure(const SnapshotId& id, const std::string&) override { failed.push_back(id); }
    void onProblem(const std::string& message) override { problems.push_back(message); }

    std::vector<ReplacedSnapshot> changed;
    std::vector<SnapshotId> failed;
    Texts problems;
};

class TagServiceTest : public testing::Test {
  protected:
    TagServiceTest() {
        makeRepositories(services_.context())->init({.repository = access_}, {});
        first_ = save("a", {"x"});
        second_ = save("b", {});
    }

    SnapshotId save(const std::string& host, Texts tags) {
        const auto session = RepositorySession::openForWriting(services_.context(), access_,
                                                               engine::LockMode::Shared, {});
        Snapshot snapshot;
        snapshot.hostname = host;
        snapshot.tags = std::move(tags);
        snapshot.unknownMembers = R"("label":"kept")";
        return engine::saveSnapshot(session->repository(), snapshot, {});
    }

    Snapshot load(const SnapshotId& id) {
        const auto session = RepositorySession::openUnlocked(services_.context(), access_, {});
        return engine::loadSnapshot(session->repository(), id, {});
    }

    TagReport change(const TagChange& change, const SnapshotFilter& filter = {}) {
        return makeTags(services_.context())
            ->change({.repository = access_, .filter = filter, .ids = {}, .change = change},
                     record_, {});
    }

    void removeAll() {
        storage::MemoryBackend& backend = services_.at("here");
        for (const std::string& name : engine::listNames(backend, FileType::Snapshot, {}))
            backend.remove({FileType::Snapshot, name}, {});
    }

    [[nodiscard]] std::size_t snapshotCount() {
        return countFiles(services_.at("here"), FileType::Snapshot);
    }

    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "password");
    SnapshotId first_;
    SnapshotId second_;
    RecordedTags record_;
};

TEST_F(TagServiceTest, ReplacesWhatItChanges) {
    EXPECT_EQ(change({.add = {"x", "y"}}).changedCount, 2U);
    ASSERT_EQ(record_.changed.size(), 2U);
    EXPECT_EQ(snapshotCount(), 2U);
    for (const ReplacedSnapshot& replaced : record_.changed) {
        const Snapshot snapshot = load(replaced.replacement);
        EXPECT_EQ(snapshot.tags, (Texts{"x", "y"}));
        EXPECT_EQ(snapshot.original, replaced.old);
        EXPECT_EQ(snapshot.unknownMembers, R"("label":"kept")");
    }
}

TEST_F(TagServiceTest, LeavesWhatHasNothingToChange) {
    EXPECT_EQ(change({.add = {"x"}}).changedCount, 1U);
    ASSERT_EQ(record_.changed.size(), 1U);
    EXPECT_EQ(record_.changed[0].old, second_);
    EXPECT_EQ(load(first_).original, std::nullopt);
    EXPECT_EQ(change({.remove = {"nobody's"}}).changedCount, 0U);
}

TEST_F(TagServiceTest, RemembersTheVeryFirst) {
    (void)change({.add = {"y"}}, {.hosts = {"a"}, .paths = {}, .tags = {}});
    (void)change({.remove = {"x"}}, {.hosts = {"a"}, .paths = {}, .tags = {}});
    ASSERT_EQ(record_.changed.size(), 2U);
    const Snapshot snapshot = load(record_.changed[1].replacement);
    EXPECT_EQ(snapshot.tags, Texts{"y"});
    EXPECT_EQ(snapshot.original, first_);
}

TEST_F(TagServiceTest, RefusesContradictionsAndNothing) {
    for (const TagChange& wrong : {TagChange{}, TagChange{.set = {"a"}, .add = {"b"}},
                                   TagChange{.set = {"a"}, .remove = {"b"}}})
        EXPECT_EQ(kindThrown([&] { change(wrong); }), ErrorKind::InvalidInput);
    EXPECT_EQ(snapshotCount(), 2U);
}

/// Whatever call fails, each snapshot is still there, in the old form or the new.
TEST_F(TagServiceTest, LosesNoSnapshotWhateverCallFails) {
    for (std::uint64_t call = 1;; ++call) {
        SCOPED_TRACE("fault at call " + std::to_string(call));
        removeAll();
        (void)save("a", {"x"});
        (void)save("b", {});
        storage::FaultBackend faulty{services_.at("here"), {{.call = call}}};
        const TagRequest request{.repository = access_, .change = {.add = {"y"}}};
        try {
            (void)makeTags(services_.contextOver(faulty))->change(request, record_, {});
        } catch (const Error&) {
        }
        makeRepositories(services_.context())->unlock(access_, UnlockScope::All, {});
        const auto listing = makeRepositories(services_.context())->snapshots(access_, {}, {});
        EXPECT_TRUE(listing.problems.empty());
        std::set<std::string> hosts;
        for (const StoredSnapshot& stored : listing.groups.front().snapshots)
            hosts.insert(stored.snapshot.hostname);
        EXPECT_EQ(hosts, (std::set<std::string>{"a", "b"}));
        // The next run leaves none twice.
        (void)makeTags(services_.context())->change(request, record_, {});
        EXPECT_EQ(snapshotCount(), 2U);
        if (HasFailure() || faulty.callCount() < call) break;
    }
}

TEST(TagChange, SetsAllTags) {
    Snapshot snapshot;
    snapshot.tags = {"a", "b"};
    EXPECT_TRUE(applyTagChange({.set = {"c", "c"}}, snapshot));
    EXPECT_EQ(snapshot.tags, (Texts{"c", "c"}));
    EXPECT_TRUE(applyTagChange({.set = {""}}, snapshot));
    EXPECT_TRUE(snapshot.tags.empty());
}

TEST(TagChange, AddsBehindAndRemovesEverywhere) {
    Snapshot snapshot;
    snapshot.tags = {"a", "b", "a"};
    EXPECT_TRUE(applyTagChange({.add = {"c", "b"}, .remove = {"a"}}, snapshot));
    EXPECT_EQ(snapshot.tags, (Texts{"b", "c"}));
    EXPECT_FALSE(applyTagChange({.add = {"d"}, .remove = {"d"}}, snapshot));
}

}  // namespace
}  // namespace tl::services

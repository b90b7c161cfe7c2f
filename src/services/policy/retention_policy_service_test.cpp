#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/policy/retention_policies.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

class SilentForget final : public ForgetObserver {
  public:
    void onPlan(const ForgetPlan&) override {}
    void onRemoved(const engine::SnapshotId&) override {}
    void onFailure(const engine::SnapshotId&, const std::string&) override {}
    void onProblem(const std::string&) override {}
    PruneObserver& onPrune(std::size_t) override { return prune_; }

  private:
    class SilentPrune final : public PruneObserver {
      public:
        void onStatus(const PruneStatus&) override {}
        void onPlan(const PruneFigures&) override {}
        void onWarning(const std::string&) override {}
    };
    SilentPrune prune_;
};

/// A real repository in memory with a name.
class RetentionPolicyTest : public catalog::CatalogTest {
  protected:
    RetentionPolicyTest()
        : catalog_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          forgets_{makeForgets(memory_.context())},
          policies_{makeRetentionPolicies(*catalog_, *forgets_)} {
        (void)makeRepositories(memory_.context())->init({.repository = access_}, {});
        access_.name = "near";
        catalog_->open().repositories().add({.name = "near", .location = "/r"});
        catalog_->open().targets().add(
            {.name = "home", .paths = {folder_ / "data"}, .repositories = {"near"}});
        makeDirectory(folder_ / "data", 0700);
    }

    void backUp(const std::string& tag) {
        writeFile(folder_ / "data/file", "content " + std::to_string(++count_));
        BackupRequest request;
        request.repository = access_;
        request.targets = {folder_ / "data"};
        if (!tag.empty()) request.tags = {tag};
        RecordedBackup observer;
        (void)makeBackups(memory_.context())->run(request, observer, {});
        memory_.clock().advance(std::chrono::hours{1});
    }
    RetentionReport apply(bool isDryRun) {
        SilentForget observer;
        return policies_->apply({.repository = access_, .isDryRun = isDryRun}, observer, {});
    }
    std::size_t stored() { return countFiles(memory_.at("/r"), storage::FileType::Snapshot); }

    MemoryServices memory_;
    RepositoryAccess access_ = accessTo("/r", "secret");
    std::unique_ptr<CatalogAccess> catalog_;
    std::unique_ptr<Forgets> forgets_;
    std::unique_ptr<RetentionPolicies> policies_;
    int count_ = 0;
};

RetentionDefinition keepingLast(const char* name, const char* scope, const char* subject) {
    return {.name = name, .scope = scope, .subject = subject, .rules = {{"keep-last", "1"}}};
}

TEST_F(RetentionPolicyTest, APreviewIsWhatHappens) {
    for (const char* tag : {"", "keep", "", "keep", "", "keep"})
        backUp(tag);
    policies_->add(keepingLast("usual", "target", "home"));
    policies_->add(
        {.name = "kept", .scope = "tag", .subject = "keep", .rules = {{"keep-last", "2"}}});
    const RetentionReport preview = apply(true);
    EXPECT_EQ(preview.forget.removed.size(), 3U);
    EXPECT_EQ(stored(), 6U);
    RetentionReport done = apply(false);
    EXPECT_EQ(done.plan.forget.removals, preview.plan.forget.removals);
    auto expected = preview.forget.removed;
    std::ranges::sort(expected);
    EXPECT_EQ(done.forget.removed, expected);
    EXPECT_EQ(stored(), 3U);
    EXPECT_TRUE(apply(false).forget.removed.empty());
}

TEST_F(RetentionPolicyTest, PrunesWhereAskedTo) {
    backUp("");
    backUp("");
    policies_->add(keepingLast("usual", "repository", "near"));
    SilentForget observer;
    const auto report =
        policies_->apply({.repository = access_, .prune = engine::PruneOptions{}}, observer, {});
    EXPECT_EQ(report.forget.removed.size(), 1U);
    EXPECT_TRUE(report.forget.prune);
}

TEST_F(RetentionPolicyTest, RefusesToLeaveNothingAndRemovesNothing) {
    backUp("");
    policies_->add({.name = "rid", .scope = "all", .rules = {{"remove-all", "yes"}}});
    EXPECT_EQ(kindThrown([&] { (void)apply(false); }), ErrorKind::InvalidInput);
    EXPECT_EQ(stored(), 1U);
    SilentForget observer;
    (void)policies_->apply({.repository = access_, .isRemovingAllAllowed = true}, observer, {});
    EXPECT_EQ(stored(), 0U);
}

TEST_F(RetentionPolicyTest, KeepsDefinitionsSoundAndAlone) {
    policies_->add(keepingLast("usual", "all", ""));
    EXPECT_EQ(kindThrown([&] { policies_->add(keepingLast("usual", "tag", "t")); }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] { policies_->add(keepingLast("second", "all", "")); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { policies_->add(keepingLast("x", "repository", "nowhere")); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { policies_->add(keepingLast("x", "target", "nowhere")); }),
              ErrorKind::InvalidInput);
    policies_->add(keepingLast("tagged", "tag", "t"));
    EXPECT_EQ(kindThrown([&] {
                  policies_->edit("tagged", [](RetentionDefinition& one) {
                      one.scope = "all";
                      one.subject = "";
                  });
              }),
              ErrorKind::InvalidInput);
    policies_->edit("tagged", [](RetentionDefinition& one) { one.name = "labelled"; });
    EXPECT_EQ(policies_->load("labelled").subject, "t");
    EXPECT_EQ(policies_->list().size(), 2U);
    policies_->remove("labelled");
    EXPECT_EQ(kindThrown([&] { (void)policies_->load("labelled"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { policies_->remove("labelled"); }), ErrorKind::NotFound);
}

}  // namespace

}  // namespace tl::services

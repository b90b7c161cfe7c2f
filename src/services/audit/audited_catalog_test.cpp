// Decisions that are kept in the catalog are noted, with which fields they changed.

#include "services/audit/audited_catalog.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "tests/support/recorded_trail.h"
#include "tests/support/test_catalog.h"

namespace tl::services {
namespace {

class AuditedCatalogTest : public catalog::CatalogTest {
  protected:
    [[nodiscard]] AuditEvent event() const { return trail_.events.back(); }

    RecordedTrail trail_;
    std::unique_ptr<CatalogAccess> access_ =
        makeCatalogAccess(clock_, random_, folder_ / "catalog.db");
};

const RepositoryRules kRules{.settleLocation = [](const std::string& location) { return location; },
                             .isSecretOption = [](const std::string&) { return false; }};

TEST_F(AuditedCatalogTest, NotesWhatBecomesOfARepository) {
    const auto repositories = withAudit(makeNamedRepositories(*access_, kRules), trail_);
    repositories->add({.name = "photos",
                       .location = "/srv/photos",
                       .passwordKind = "file",
                       .passwordReference = "/p"});
    EXPECT_EQ(event(), (AuditEvent{.action = "repo.add", .object = "photos"}));
    repositories->setDefault("photos");
    EXPECT_EQ(event().action, "repo.default");
    repositories->edit("photos", [](RepositoryDefinition& definition) {
        definition.description = "all of them";
        definition.options["sftp.connections"] = "3";
    });
    EXPECT_EQ(event().action, "repo.edit");
    EXPECT_EQ(event().details,
              (decltype(AuditEvent::details){{"changed", "description, options"}}));
    (void)repositories->list();
    (void)repositories->load("photos");
    EXPECT_EQ(trail_.events.size(), 3U);
    repositories->remove("photos");
    EXPECT_EQ(event().action, "repo.remove");
}

TEST_F(AuditedCatalogTest, NotesTheRuleOfRegions) {
    const auto rules = withAudit(makeRegionRules(*access_, {}), trail_);
    rules->set(parseRegionRule("eea breach=warn"));
    EXPECT_EQ(event(), (AuditEvent{.action = "region.set", .object = "eea breach=warn"}));
    EXPECT_EQ(rules->load(), parseRegionRule("eea breach=warn"));
    EXPECT_TRUE(rules->review().empty());
    rules->set({});
    EXPECT_EQ(event(), (AuditEvent{.action = "region.set"}));
    EXPECT_EQ(trail_.events.size(), 2U);
}

TEST_F(AuditedCatalogTest, NotesWhatFails) {
    const auto repositories = withAudit(makeNamedRepositories(*access_, kRules), trail_);
    EXPECT_EQ(kindThrown([&] { repositories->remove("none"); }), ErrorKind::NotFound);
    EXPECT_EQ(event().action, "repo.remove");
    EXPECT_EQ(event().result, AuditResult::Failure);
}

TEST_F(AuditedCatalogTest, NotesAConfigurationThatIsAppliedAndNoPlan) {
    const auto configurations = withAudit(makeConfigurations(*access_, kRules), trail_);
    const std::string text = "format = 1\n[pattern_groups.own]\nexcludes = [\"*.tmp\"]\n";
    (void)configurations->apply({.text = text, .execution = Execution::PlanOnly});
    EXPECT_TRUE(trail_.events.empty());
    (void)configurations->apply({.text = text, .execution = Execution::Apply});
    EXPECT_EQ(event().action, "config.apply");
    EXPECT_EQ(event().details, (decltype(AuditEvent::details){{"changes", "1"}}));
}

TEST_F(AuditedCatalogTest, NotesWhatIsCancelled) {
    const auto id =
        access_->open().operations().enqueue({.kind = "check", .actor = "anna"}).value();
    EXPECT_TRUE(withAudit(makeHistory(*access_), trail_)->cancel(id));
    EXPECT_EQ(event(), (AuditEvent{.action = "operation.cancel", .object = id}));
}

}  // namespace
}  // namespace tl::services

#include "services/security/privacy.h"

#include <gtest/gtest.h>

#include "infra/audit/audit_verification.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/security/consents.h"
#include "tests/support/memory_services.h"
#include "tests/support/test_catalog.h"

namespace tl::services {
namespace {

using catalog::Catalog;
using catalog::Claim;

/// A catalog and an audit log in which anna and ben have worked.
class PrivacyTest : public catalog::CatalogTest {
  protected:
    PrivacyTest() {
        Catalog& catalog = access_->open();
        users_->add({.name = "anna", .role = "admin"});
        users_->add({.name = "ben", .role = "admin"});
        (void)makeTokens(world())->create(
            {.name = "robot", .user = "anna", .scopes = {Scope::Look}});
        catalog.targets().add({.name = "home", .paths = {"/home/anna"}});
        catalog.targets().add({.name = "shared", .paths = {"/srv/hanna", "/srv/annabel"}});
        catalog.channels().add(
            {.name = "mail", .kind = "smtp", .settings = {{"to", "anna@example.org"}}});
        makeConsents(*access_, clock_, "anna@laptop")->give(1);
        makeConsents(*access_, clock_, "hanna@laptop")->give(1);
        of_["anna"] = run("anna", "/home/anna/diary cannot be read");
        of_["ben"] = run("ben", "/home/ben/list cannot be read");
        trail_->note({.action = "backup", .object = "repository"});
        otherTrail_->note({.action = "user.edit", .object = "anna"});
        otherTrail_->note(
            {.action = "token.create", .object = "robot", .details = {{"user", "anna"}}});
        otherTrail_->note({.action = "check", .object = "repository"});
    }

    std::string run(const std::string& actor, const std::string& line) {
        Catalog& catalog = access_->open();
        const Claim claim = catalog.operations().start(
            {.kind = "backup", .target = "home", .actor = actor}, "here");
        catalog.operationLog().append(claim.id, "warning", line);
        (void)catalog.operations().finish(
            claim,
            {.state = OperationState::Warned, .figures = {{"bytes_added", 17}}, .message = line});
        return claim.id;
    }

    UserWorld world() {
        return {
            .catalog = *access_, .clock = clock_, .random = random_, .passwordCost = {.n = 1024}};
    }
    std::unique_ptr<AuditTrail> trailOf(const std::string& actor) {
        return makeAuditTrail({.folder = logFolder()}, clock_, random_, actor, {});
    }
    [[nodiscard]] std::string logFolder() const { return folder_ / "audit"; }
    PersonRecord collect(const std::string& person) { return privacy_->collect(person, {}); }
    OperationStory story(const std::string& actor) {
        Catalog& catalog = access_->open();
        return {.operation = catalog.operations().load(of_[actor]),
                .lines = catalog.operationLog().lines(of_[actor])};
    }

    MemoryServices services_;
    std::unique_ptr<CatalogAccess> access_ =
        makeCatalogAccess(clock_, random_, folder_ / "people.db");
    std::unique_ptr<Users> users_ = makeUsers(world());
    std::unique_ptr<AuditTrail> trail_ = trailOf("anna@laptop");
    std::unique_ptr<AuditTrail> otherTrail_ = trailOf("ben@laptop");
    std::unique_ptr<Audits> audits_ = makeAudits(services_.context(), logFolder(), *trail_);
    std::unique_ptr<Privacy> privacy_ = makePrivacy(*access_, *users_, *audits_, *otherTrail_);
    std::map<std::string, std::string> of_;  ///< The operation of each.
};

TEST_F(PrivacyTest, ShowsAPersonAllThatIsKept) {
    const PersonRecord record = collect("anna");
    EXPECT_EQ(record.user.value().name, "anna");
    ASSERT_EQ(record.tokens.size(), 1U);
    ASSERT_EQ(record.operations.size(), 1U);
    EXPECT_EQ(record.operations[0], story("anna"));
    ASSERT_EQ(record.auditEntries.size(), 3U);
    EXPECT_EQ(record.auditEntries[0].event.actor, "anna@laptop");
    EXPECT_EQ(record.auditEntries[1].event.action, "user.edit");
    EXPECT_EQ(record.auditEntries[2].event.action, "token.create");
    ASSERT_EQ(record.consents.size(), 1U);
    EXPECT_EQ(record.consents[0].first, "anna@laptop");
    EXPECT_EQ(record.mentions, (std::vector<std::string>{"target home", "channel mail"}));
}

TEST_F(PrivacyTest, ErasesThePersonAndLeavesTheOthers) {
    const PersonErasure preview = privacy_->preview("anna", {});
    EXPECT_TRUE(users_->load("anna").name == "anna");
    const PersonErasure erasure = privacy_->erase("anna", {});
    EXPECT_TRUE(erasure.hasUser);
    EXPECT_EQ(erasure.tokens, 1U);
    EXPECT_EQ(erasure.operations, 1U);
    EXPECT_EQ(erasure.auditEntries, 3U);
    EXPECT_EQ(erasure.consents, 1U);
    EXPECT_FALSE(makeConsents(*access_, clock_, "anna@laptop")->find());
    EXPECT_TRUE(makeConsents(*access_, clock_, "hanna@laptop")->find());
    EXPECT_EQ(preview.operations, erasure.operations);
    EXPECT_EQ(preview.auditEntries, erasure.auditEntries);
    EXPECT_EQ(erasure.mentions, (std::vector<std::string>{"target home", "channel mail"}));

    const PersonRecord left = collect("anna");
    EXPECT_FALSE(left.user);
    EXPECT_TRUE(left.tokens.empty() && left.operations.empty() && left.auditEntries.empty());
    const OperationStory anna = story("anna");
    EXPECT_EQ(anna.operation.actor, "erased");
    EXPECT_TRUE(anna.operation.message.empty() && anna.lines.empty());
    EXPECT_EQ(anna.operation.figures.at("bytes_added"), 17);
    const OperationStory ben = story("ben");
    EXPECT_EQ(ben.operation.actor, "ben");
    EXPECT_EQ(ben.lines.size(), 1U);
    EXPECT_EQ(collect("ben").auditEntries.size(), 2U);  // His check, and the erasure.
    const auto log = audit::verifyLog(logFolder(), {}, {});
    EXPECT_FALSE(log.finding);
    EXPECT_EQ(log.erased, 3U);
}

TEST_F(PrivacyTest, ErasingTwiceIsNoError) {
    (void)privacy_->erase("anna", {});
    const PersonErasure again = privacy_->erase("anna", {});
    EXPECT_FALSE(again.hasUser);
    EXPECT_EQ(again.operations + again.auditEntries + again.tokens, 0U);
}

TEST_F(PrivacyTest, TheLastAdminIsNotErased) {
    users_->remove("ben");
    EXPECT_EQ(kindThrown([&] { (void)privacy_->erase("anna", {}); }), ErrorKind::InvalidInput);
    EXPECT_EQ(collect("anna").operations.size(), 1U);
    EXPECT_EQ(audit::verifyLog(logFolder(), {}, {}).erased, 0U);
}

TEST_F(PrivacyTest, LeavesWhatRuns) {
    const Claim claim =
        access_->open().operations().start({.kind = "check", .actor = "anna"}, "here");
    const PersonErasure erasure = privacy_->erase("anna", {});
    EXPECT_EQ(erasure.unfinished, 1U);
    EXPECT_EQ(erasure.operations, 1U);
    EXPECT_EQ(access_->open().operations().load(claim.id).actor, "anna");
}

TEST_F(PrivacyTest, KnowsWhoCancelledWhatOthersBegan) {
    Catalog& catalog = access_->open();
    const auto waiting =
        catalog.operations().enqueue({.kind = "prune", .actor = "schedule tidy"}).value();
    (void)catalog.operations().requestCancel(waiting, "anna");
    EXPECT_EQ(collect("anna").operations.size(), 2U);
    EXPECT_EQ(privacy_->erase("anna", {}).operations, 2U);
    EXPECT_EQ(catalog.operations().load(waiting).cancelRequestedBy, "erased");
    EXPECT_EQ(catalog.operations().load(waiting).actor, "schedule tidy");
}

TEST_F(PrivacyTest, WantsAName) {
    EXPECT_EQ(kindThrown([&] { (void)collect(""); }), ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::services

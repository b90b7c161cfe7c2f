#include "services/security/users.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "tests/support/test_catalog.h"

namespace tl::services {
namespace {

class UsersTest : public catalog::CatalogTest {
  protected:
    UsersTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          users_{makeUsers(world())},
          tokens_{makeTokens(world())} {}

    UserWorld world() {
        return {
            .catalog = *access_, .clock = clock_, .random = random_, .passwordCost = {.n = 1024}};
    }
    template <typename Call>
    static std::optional<ErrorKind> failureOf(const Call& call) {
        return kindThrown(call);
    }
    [[nodiscard]] std::int64_t inAMinute() const { return (clock_.now().seconds + 60) * 1'000'000; }

    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<Users> users_;
    std::unique_ptr<Tokens> tokens_;
};

TEST_F(UsersTest, AreKeptUnderNames) {
    EXPECT_TRUE(users_->list().empty());
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
    users_->add({.name = "anna", .role = "admin"});
    EXPECT_EQ(failureOf([&] { users_->add({.name = "anna", .role = "viewer"}); }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(failureOf([&] { users_->add({.name = "ben", .role = "root"}); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(users_->load("anna").role, "admin");
    EXPECT_EQ(failureOf([&] { (void)users_->load("ben"); }), ErrorKind::NotFound);
    EXPECT_EQ(failureOf([&] { users_->remove("ben"); }), ErrorKind::NotFound);
}

TEST_F(UsersTest, TheLastAdminStays) {
    users_->add({.name = "anna", .role = "admin"});
    users_->add({.name = "ben", .role = "viewer"});
    EXPECT_EQ(failureOf([&] { users_->remove("anna"); }), ErrorKind::InvalidInput);
    EXPECT_EQ(failureOf([&] { users_->edit("anna", [](auto& user) { user.role = "viewer"; }); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(failureOf([&] { users_->edit("anna", [](auto& user) { user.isBlocked = true; }); }),
              ErrorKind::InvalidInput);
    users_->edit("ben", [](auto& user) { user.role = "admin"; });
    EXPECT_NO_THROW(users_->remove("anna"));
}

TEST_F(UsersTest, LogInWithTheirPassword) {
    users_->add({.name = "anna", .role = "admin"});
    const Secret password = Secret::fromText("long enough");
    EXPECT_FALSE(users_->logIn("anna", password)) << "there is none yet";
    EXPECT_FALSE(users_->logIn("anna", {}));
    EXPECT_EQ(failureOf([&] { users_->setPassword("anna", Secret::fromText("short")); }),
              ErrorKind::InvalidInput);
    users_->setPassword("anna", password);
    EXPECT_EQ(users_->load("anna").passwordHash.find("long enough"), std::string::npos);
    EXPECT_TRUE(users_->logIn("anna", password));
    EXPECT_FALSE(users_->logIn("anna", Secret::fromText("Long enough")));
    EXPECT_FALSE(users_->logIn("ben", password));
    users_->add({.name = "ben", .role = "admin"});
    users_->edit("anna", [](auto& user) { user.isBlocked = true; });
    EXPECT_FALSE(users_->logIn("anna", password)) << "blocked";
    users_->setPassword("anna", {});
    EXPECT_EQ(users_->load("anna").passwordHash, "");
}

TEST_F(UsersTest, ATokenActsForItsUserUntilItExpires) {
    users_->add({.name = "anna", .role = "operator"});
    const Secret token = tokens_->create(
        {.name = "ci", .user = "anna", .scopes = {Scope::Backup}, .expiresAt = inAMinute()});
    EXPECT_TRUE(token.text().starts_with("tl_"));
    EXPECT_EQ(token.text().size(), 67U);
    const Caller caller = tokens_->authenticate(token);
    EXPECT_EQ(caller.name, "anna");
    EXPECT_EQ(caller.role, Role::Operator);
    EXPECT_EQ(caller.scopes, std::vector{Scope::Backup});
    EXPECT_GT(tokens_->list().at(0).lastUsedAt, 0);
    EXPECT_EQ(tokens_->list().at(0).hash.find(token.text().substr(3)), std::string::npos);
    clock_.advance(std::chrono::seconds{60});
    EXPECT_EQ(failureOf([&] { (void)tokens_->authenticate(token); }), ErrorKind::PermissionDenied);
}

TEST_F(UsersTest, TokensEndWithTheirUser) {
    users_->add({.name = "anna", .role = "admin"});
    users_->add({.name = "ben", .role = "admin"});
    const Secret token = tokens_->create({.name = "ci", .user = "anna", .scopes = {Scope::Backup}});
    users_->edit("anna", [](auto& user) { user.name = "anne"; });
    EXPECT_EQ(tokens_->authenticate(token).name, "anne");
    users_->edit("anne", [](auto& user) { user.isBlocked = true; });
    EXPECT_EQ(failureOf([&] { (void)tokens_->authenticate(token); }), ErrorKind::PermissionDenied);
    users_->remove("anne");
    EXPECT_TRUE(tokens_->list().empty());
    EXPECT_EQ(failureOf([&] { (void)tokens_->authenticate(token); }), ErrorKind::PermissionDenied);
}

TEST_F(UsersTest, TokensAreMadeForAPurposeAndSomebody) {
    users_->add({.name = "anna", .role = "admin"});
    EXPECT_EQ(failureOf([&] { (void)tokens_->create({.name = "ci", .user = "anna"}); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(failureOf([&] {
                  (void)tokens_->create({.name = "ci", .user = "ben", .scopes = {Scope::Look}});
              }),
              ErrorKind::NotFound);
    EXPECT_EQ(failureOf([&] {
                  (void)tokens_->create(
                      {.name = "ci", .user = "anna", .scopes = {Scope::Look}, .expiresAt = 1});
              }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(failureOf([&] { tokens_->remove("ci"); }), ErrorKind::NotFound);
    const Secret token = tokens_->create({.name = "ci", .user = "anna", .scopes = {Scope::Look}});
    tokens_->remove("ci");
    EXPECT_EQ(failureOf([&] { (void)tokens_->authenticate(token); }), ErrorKind::PermissionDenied);
}

TEST_F(UsersTest, TheOwnerOfACatalogFileIsItsAdmin) {
    const Caller owner = findCaller(*access_, *tokens_, "anna", std::nullopt);
    EXPECT_EQ(owner.role, Role::Admin);
    EXPECT_FALSE(owner.scopes);
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
    users_->add({.name = "anna", .role = "viewer"});
    EXPECT_EQ(findCaller(*access_, *tokens_, "anna", std::nullopt).role, Role::Admin);
    const Secret token = tokens_->create({.name = "ci", .user = "anna", .scopes = {Scope::Look}});
    EXPECT_EQ(findCaller(*access_, *tokens_, "anna", token.duplicate()).role, Role::Viewer);
    EXPECT_EQ(
        failureOf([&] { (void)findCaller(*access_, *tokens_, "anna", Secret::fromText("tl_00")); }),
        ErrorKind::PermissionDenied);
}

/// A catalog that others use, too.
class SharedCatalog final : public CatalogAccess {
  public:
    explicit SharedCatalog(CatalogAccess& inner) : inner_{inner} {}
    void choose(const std::string& place) override { inner_.choose(place); }
    [[nodiscard]] catalog::Catalog& open() override { return inner_.open(); }
    [[nodiscard]] catalog::Catalog* tryOpen() override {
        if (isAway_) throw Error{ErrorKind::Unavailable, "away"};
        return inner_.tryOpen();
    }
    [[nodiscard]] bool isFile() override { return false; }
    void announceTo(OperationListener* listener) override { inner_.announceTo(listener); }
    [[nodiscard]] OperationListener* listener() const override { return inner_.listener(); }

    bool isAway_ = false;

  private:
    CatalogAccess& inner_;
};

TEST_F(UsersTest, InASharedCatalogTheUserOfThatNameCounts) {
    SharedCatalog shared{*access_};
    EXPECT_EQ(findCaller(shared, *tokens_, "anna", std::nullopt).role, Role::Admin)
        << "as long as it has no users";
    users_->add({.name = "ben", .role = "admin"});
    users_->add({.name = "carla", .role = "viewer", .isBlocked = true});
    users_->add({.name = "dora", .role = "viewer"});
    EXPECT_EQ(findCaller(shared, *tokens_, "dora", std::nullopt).role, Role::Viewer);
    for (const char* name : {"anna", "carla"})
        EXPECT_EQ(failureOf([&] { (void)findCaller(shared, *tokens_, name, std::nullopt); }),
                  ErrorKind::PermissionDenied);
    shared.isAway_ = true;
    EXPECT_EQ(findCaller(shared, *tokens_, "anna", std::nullopt).role, Role::Admin)
        << "a backup by location goes on";
}

}  // namespace
}  // namespace tl::services

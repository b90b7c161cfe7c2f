#include "services/security/vault.h"

#include <map>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_status.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::services {
namespace {

/// Keeps in this process; time is up when the test says so.
class FakeKeeper final : public KeyKeeper {
  public:
    void keep(const std::string& name,
              const Secret& secret,
              std::chrono::seconds duration) override {
        requireUsable();
        kept_.insert_or_assign(name, secret.duplicate());
        duration_ = duration;
    }
    [[nodiscard]] std::optional<Secret> find(const std::string& name) override {
        requireUsable();
        const auto found = kept_.find(name);
        return found == kept_.end() ? std::nullopt : std::optional{found->second.duplicate()};
    }
    bool prolong(const std::string& name, std::chrono::seconds duration) override {
        if (!kept_.contains(name)) return false;
        prolonged_ = duration;
        return true;
    }
    bool forget(const std::string& name) override {
        requireUsable();
        return kept_.erase(name) > 0;
    }

    void letTimePass() { kept_.clear(); }

    bool isUsable_ = true;
    std::chrono::seconds duration_{};
    std::chrono::seconds prolonged_{};

  private:
    void requireUsable() const {
        if (!isUsable_) throw Error{ErrorKind::Unsupported, "no keyring"};
    }

    std::map<std::string, Secret> kept_;
};

class VaultTest : public testing::Test {
  protected:
    VaultTest() : vault_{make()} { vault_->choosePassword({.environmentValue = "master"}); }

    std::unique_ptr<Vault> make() {
        return makeVault({.file = folder_ / "config/vault", .keyCost = {.n = 1024}}, keeper_,
                         random_);
    }
    void create() { vault_->create({.environmentValue = "master"}, {}); }
    std::string secret(const std::string& name) {
        return std::string{vault_->secret(name, Asking::Never, {}).text()};
    }
    template <typename Call>
    static ErrorKind failureOf(const Call& call) {
        return kindThrown(call).value_or(ErrorKind::Internal);
    }

    TemporaryDirectory folder_;
    SystemRandom random_;
    FakeKeeper keeper_;
    std::unique_ptr<Vault> vault_;
};

TEST_F(VaultTest, KeepsSecretsUnderNames) {
    EXPECT_EQ(vault_->state(), VaultState::Missing);
    EXPECT_EQ(failureOf([&] { (void)vault_->names({}); }), ErrorKind::NotFound);
    create();
    EXPECT_EQ(failureOf([&] { create(); }), ErrorKind::AlreadyExists);
    vault_->set("mail", Secret::fromText("one"), {});
    vault_->set("mail", Secret::fromText("two"), {});
    vault_->set("photos", Secret::fromText("three"), {});
    EXPECT_EQ(vault_->names({}), (std::vector<std::string>{"mail", "photos"}));
    EXPECT_EQ(secret("mail"), "two");
    vault_->remove("mail", {});
    EXPECT_EQ(failureOf([&] { (void)secret("mail"); }), ErrorKind::NotFound);
    EXPECT_EQ(failureOf([&] { vault_->remove("mail", {}); }), ErrorKind::NotFound);
    EXPECT_EQ(failureOf([&] { vault_->set("a/b", Secret::fromText("x"), {}); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(failureOf([&] { vault_->set("mail", {}, {}); }), ErrorKind::InvalidInput);
    EXPECT_EQ(readStatus(vault_->place(), Follow::No).permissionBits & 0777U, 0600U);
}

TEST_F(VaultTest, LockedItWantsItsPassword) {
    create();
    vault_->set("mail", Secret::fromText("one"), {});
    vault_->choosePassword({.environmentValue = "other"});
    EXPECT_EQ(failureOf([&] { (void)secret("mail"); }), ErrorKind::WrongPassword);
    int asked = 0;
    vault_->choosePassword({.prompt = [&asked](const std::string&) {
        return Secret::fromText(++asked < 3 ? "wrong" : "master");
    }});
    EXPECT_EQ(failureOf([&] { (void)secret("mail"); }), ErrorKind::PermissionDenied)
        << "in the background nobody is asked";
    EXPECT_EQ(asked, 0);
    EXPECT_EQ(vault_->secret("mail", Asking::Allowed, {}).text(), "one");
    EXPECT_EQ(asked, 3);
}

TEST_F(VaultTest, UnlockedItNeedsNoneUntilItsTimeIsUp) {
    create();
    vault_->set("mail", Secret::fromText("one"), {});
    EXPECT_EQ(vault_->state(), VaultState::Locked);
    vault_->unlock(std::chrono::seconds{900}, {});
    EXPECT_EQ(vault_->state(), VaultState::Unlocked);
    vault_ = make();
    vault_->choosePassword({});
    EXPECT_EQ(secret("mail"), "one");
    EXPECT_EQ(keeper_.duration_, std::chrono::seconds{900});
    EXPECT_EQ(keeper_.prolonged_, std::chrono::seconds{900}) << "each use gives it its time again";
    vault_->set("more", Secret::fromText("two"), {});
    keeper_.letTimePass();
    EXPECT_EQ(vault_->state(), VaultState::Locked);
    EXPECT_EQ(failureOf([&] { (void)secret("mail"); }), ErrorKind::InvalidInput);
}

TEST_F(VaultTest, IsLockedOnDemandAndByANewPassword) {
    create();
    vault_->set("mail", Secret::fromText("one"), {});
    vault_->unlock(std::chrono::seconds{900}, {});
    EXPECT_TRUE(vault_->lock());
    EXPECT_FALSE(vault_->lock());
    vault_->unlock(std::chrono::seconds{900}, {});
    vault_->changePassword({.environmentValue = "new master"}, {});
    EXPECT_EQ(vault_->state(), VaultState::Locked);
    EXPECT_EQ(failureOf([&] { (void)secret("mail"); }), ErrorKind::WrongPassword);
    vault_->choosePassword({.environmentValue = "new master"});
    EXPECT_EQ(secret("mail"), "one");
}

TEST_F(VaultTest, WithoutAKeyringEachCommandNeedsThePassword) {
    create();
    vault_->set("mail", Secret::fromText("one"), {});
    keeper_.isUsable_ = false;
    EXPECT_EQ(secret("mail"), "one");
    EXPECT_EQ(vault_->state(), VaultState::Locked);
    EXPECT_EQ(failureOf([&] { vault_->unlock(std::chrono::seconds{900}, {}); }),
              ErrorKind::Unsupported);
    EXPECT_NO_THROW(vault_->changePassword({.environmentValue = "x"}, {}));
}

TEST_F(VaultTest, SaysWhenItIsDamaged) {
    create();
    const std::string good = readFile(vault_->place(), 10'000);
    writeFile(vault_->place(), good.substr(0, good.size() - 1));
    EXPECT_EQ(failureOf([&] { (void)vault_->names({}); }), ErrorKind::Corrupted);
    EXPECT_EQ(failureOf([&] { vault_->unlock(std::chrono::seconds{9}, {}); }),
              ErrorKind::Corrupted);
    EXPECT_EQ(failureOf([&] { create(); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(vault_->state(), VaultState::Locked);
    writeFile(vault_->place(), good);
    EXPECT_TRUE(vault_->names({}).empty());
}

TEST_F(VaultTest, AKillInTheMiddleOfAChangeLeavesItWhole) {
    create();
    vault_->set("mail", Secret::fromText("one"), {});
    writeFile(vault_->place() + ".new", "half a fi");
    EXPECT_EQ(secret("mail"), "one");
    vault_->set("mail", Secret::fromText("two"), {});
    EXPECT_EQ(secret("mail"), "two");
    EXPECT_FALSE(exists(vault_->place() + ".new"));
}

TEST_F(VaultTest, AUserWithoutAHomeHasNone) {
    const auto none = makeVault({}, keeper_, random_);
    EXPECT_EQ(none->state(), VaultState::Missing);
    EXPECT_EQ(failureOf([&] { none->create({.environmentValue = "x"}, {}); }), ErrorKind::NotFound);
}

}  // namespace
}  // namespace tl::services

#include "services/security/secret_source.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_status.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/security/password.h"
#include "services/security/secret_store.h"

namespace tl::services {
namespace {

/// Has one secret, and remembers what is put in.
class OneSecretVault final : public Vault {
  public:
    void choosePassword(PasswordSource) override {}
    [[nodiscard]] VaultState state() override { return VaultState::Unlocked; }
    [[nodiscard]] std::string place() const override { return ""; }
    void create(const PasswordSource&, const std::stop_token&) override {}
    void unlock(std::chrono::seconds, const std::stop_token&) override {}
    bool lock() override { return true; }
    [[nodiscard]] std::vector<std::string> names(const std::stop_token&) override { return {}; }
    [[nodiscard]] Secret secret(const std::string& name,
                                Asking asking,
                                const std::stop_token&) override {
        asked_ = asking;
        return Secret::fromText("of the vault: " + name);
    }
    void set(const std::string& name, const Secret& secret, const std::stop_token&) override {
        put_ = name + "=" + std::string{secret.text()};
    }
    void remove(const std::string& name, const std::stop_token&) override { put_ = "-" + name; }
    void changePassword(const PasswordSource&, const std::stop_token&) override {}

    Asking asked_ = Asking::Allowed;
    std::string put_;
};

/// A source of secrets.
class SecretPlugins final : public Plugins {
  public:
    [[nodiscard]] std::vector<Plugin> list() override { return {}; }
    [[nodiscard]] Plugin load(const std::string&) override { return {}; }
    void enable(const std::string&) override {}
    void disable(const std::string&) override {}
    [[nodiscard]] std::string create(const NewPlugin&) override { return {}; }
    [[nodiscard]] std::size_t test(const PluginUse&,
                                   const PluginCheckListener&,
                                   const std::stop_token&) override {
        return 0;
    }
    [[nodiscard]] Secret secret(const PluginUse& use, const std::stop_token&) override {
        return Secret::fromText(use.name + " says " + use.subject);
    }
};

class SecretSourceTest : public testing::Test {
  protected:
    SecretSourceTest()
        : source_{makeSecretSource(
              {.plugins = plugins_, .vault = vault_, .variable = [](const std::string& name) {
                   return name == "MAIL" ? std::optional<std::string>{"of mail"} : std::nullopt;
               }})} {}

    std::string fetch(const std::string& reference, Asking asking = Asking::Never) {
        return std::string{
            source_->fetch(parseSecretReference(reference), "secret", asking, {}).text()};
    }
    std::optional<ErrorKind> failure(const std::string& reference) {
        return kindThrown([&] { (void)fetch(reference); });
    }

    TemporaryDirectory folder_;
    OneSecretVault vault_;
    SecretPlugins plugins_;
    std::unique_ptr<SecretSource> source_;
};

TEST_F(SecretSourceTest, GoesWhereTheReferenceSays) {
    writeFile(folder_ / "secret", " of a file\n");
    EXPECT_EQ(fetch("file:" + (folder_ / "secret")), "of a file");
    EXPECT_EQ(fetch("command:printf '%s\\n' 'of a command'"), "of a command");
    EXPECT_EQ(fetch("plugin:p/a/b"), "p says a/b");
    EXPECT_EQ(fetch("variable:MAIL"), "of mail");
    EXPECT_EQ(fetch("vault:x"), "of the vault: x");
    EXPECT_EQ(vault_.asked_, Asking::Never);
    (void)fetch("vault:x", Asking::Allowed);
    EXPECT_EQ(vault_.asked_, Asking::Allowed);
}

TEST_F(SecretSourceTest, SaysWhenThereIsNone) {
    EXPECT_EQ(failure("file:/nowhere/secret"), ErrorKind::NotFound);
    EXPECT_EQ(failure("command:false"), ErrorKind::InvalidInput);
    EXPECT_EQ(failure("variable:OTHER"), ErrorKind::NotFound);
}

TEST_F(SecretSourceTest, APasswordComesFromAReferenceBeforeTheEnvironment) {
    const PasswordSource source{.reference = "vault:x", .environmentValue = "other"};
    EXPECT_EQ(resolvePassword(source, "password", source_.get(), {}).text(), "of the vault: x");
    EXPECT_FALSE(isAskedFor(
        {.reference = "vault:x", .prompt = [](const std::string&) { return Secret{}; }}));
    EXPECT_EQ(kindThrown([&] {
                  (void)resolvePassword({.reference = "vault:x", .isEmptyAllowed = true},
                                        "password", source_.get(), {});
              }),
              ErrorKind::InvalidInput);
}

TEST_F(SecretSourceTest, TheStorePutsSecretsIntoTheVaultAndRefusesOtherPlaces) {
    SystemRandom random;
    const auto store = makeSecretStore(*source_, vault_, random);
    const auto put = [&](const char* reference, const char* secret) {
        store->set(parseSecretReference(reference), Secret::fromText(secret), {});
    };
    put("vault:x", "new");
    EXPECT_EQ(vault_.put_, "x=new");
    store->remove(parseSecretReference("vault:x"), {});
    EXPECT_EQ(vault_.put_, "-x");
    EXPECT_NO_THROW(store->test(parseSecretReference("variable:MAIL"), {}));
    EXPECT_EQ(kindThrown([&] { put("variable:X", "new"); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { put("vault:x", ""); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { put("keyring:one", "new"); }), ErrorKind::InvalidInput)
        << "attributes are pairs";
}

TEST_F(SecretSourceTest, TheStoreMakesAFileForItsUserAloneAndReplacesNone) {
    SystemRandom random;
    const auto store = makeSecretStore(*source_, vault_, random);
    const std::string path = folder_ / "new/folder/secret";
    const SecretReference reference = parseSecretReference("file:" + path);
    store->set(reference, Secret::fromText("one"), {});
    EXPECT_EQ(readFile(path, 100), "one\n");
    EXPECT_EQ(readStatus(path, Follow::No).permissionBits, 0600U);
    EXPECT_EQ(readStatus(folder_ / "new/folder", Follow::No).permissionBits, 0700U);
    EXPECT_EQ(fetch("file:" + path), "one");
    EXPECT_EQ(kindThrown([&] { store->set(reference, Secret::fromText("two"), {}); }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(readFile(path, 100), "one\n");
    EXPECT_EQ(kindThrown([&] { store->remove(reference, {}); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] {
                  store->set(parseSecretReference("file:relative"), Secret::fromText("x"), {});
              }),
              ErrorKind::InvalidInput);
    EXPECT_FALSE(store->makeUp().isEmpty());
}

}  // namespace
}  // namespace tl::services

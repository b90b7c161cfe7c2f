#include "services/security/vault_file.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/digest.h"

namespace tl::services {
namespace {

class VaultFileTest : public testing::Test {
  protected:
    VaultFileTest() {
        head_.cost.n = 1024;
        random_.fill(head_.salt);
        key_ = vaultKey(head_, Secret::fromText("master"));
        secrets_.emplace("mail", Secret::fromText("mail secret"));
        secrets_.emplace("photos", Secret::fromText("p\xc3\xa4ss"));
        file_ = sealVault(head_, key_, secrets_, random_);
    }

    [[nodiscard]] std::optional<ErrorKind> failure(const std::vector<std::byte>& file) {
        return kindThrown([&] { (void)openVault(file, key_, random_); });
    }

    SystemRandom random_;
    VaultHead head_;
    engine::Key key_;
    VaultSecrets secrets_;
    std::vector<std::byte> file_;
};

TEST_F(VaultFileTest, GivesBackWhatWasPutIn) {
    const VaultHead head = parseVaultHead(file_);
    EXPECT_EQ(head.cost.n, 1024U);
    EXPECT_EQ(head.salt, head_.salt);
    const VaultSecrets secrets =
        openVault(file_, vaultKey(head, Secret::fromText("master")), random_);
    ASSERT_EQ(secrets.size(), 2U);
    EXPECT_EQ(secrets.at("mail").text(), "mail secret");
    EXPECT_EQ(secrets.at("photos").text(), "p\xc3\xa4ss");
    EXPECT_TRUE(openVault(sealVault(head_, key_, {}, random_), key_, random_).empty());
}

TEST_F(VaultFileTest, ShowsNothingOfItsSecrets) {
    const std::string text{reinterpret_cast<const char*>(file_.data()), file_.size()};
    EXPECT_EQ(text.find("mail"), std::string::npos);
    EXPECT_EQ(text.find("secret"), std::string::npos);
    EXPECT_NE(sealVault(head_, key_, secrets_, random_), file_) << "each time another IV";
}

TEST_F(VaultFileTest, TellsAWrongPasswordFromDamage) {
    const engine::Key other = vaultKey(head_, Secret::fromText("Master"));
    EXPECT_EQ(kindThrown([&] { (void)openVault(file_, other, random_); }),
              ErrorKind::WrongPassword);
    for (std::size_t at = 0; at < file_.size(); ++at) {
        std::vector<std::byte> changed = file_;
        changed[at] ^= std::byte{1};
        const auto kind = failure(changed);
        EXPECT_TRUE(kind == ErrorKind::Corrupted || kind == ErrorKind::Unsupported) << at;
        changed.resize(at);
        EXPECT_EQ(failure(changed), ErrorKind::Corrupted) << at;
    }
}

TEST_F(VaultFileTest, RefusesAHeadThatWouldCostTooMuch) {
    VaultHead dear = head_;
    dear.cost.n = std::uint32_t{1} << 21U;
    EXPECT_EQ(kindThrown([&] { (void)parseVaultHead(sealVault(dear, key_, secrets_, random_)); }),
              ErrorKind::Corrupted);
    dear = head_;
    dear.cost.r = 9;
    EXPECT_EQ(kindThrown([&] { (void)parseVaultHead(sealVault(dear, key_, secrets_, random_)); }),
              ErrorKind::Corrupted);
}

TEST_F(VaultFileTest, TheHeadBelongsToTheContent) {
    // Whoever knows the key but not the password might exchange salt and cost.
    VaultHead other = head_;
    other.salt[0] ^= std::byte{1};
    std::vector<std::byte> mixed = sealVault(other, key_, secrets_, random_);
    const std::size_t headBytes = 52;
    const std::vector<std::byte> body{file_.begin() + headBytes, file_.end() - 32};
    mixed.resize(headBytes);
    mixed.insert(mixed.end(), body.begin(), body.end());
    const auto digest = sha256(mixed);
    mixed.insert(mixed.end(), digest.begin(), digest.end());
    EXPECT_EQ(failure(mixed), ErrorKind::Corrupted);
}

TEST_F(VaultFileTest, IsBounded) {
    VaultSecrets large;
    large.emplace("large", Secret::fromText(std::string(kVaultBytesMax, 'x')));
    EXPECT_EQ(kindThrown([&] { (void)sealVault(head_, key_, large, random_); }),
              ErrorKind::ResourceExhausted);
}

}  // namespace
}  // namespace tl::services

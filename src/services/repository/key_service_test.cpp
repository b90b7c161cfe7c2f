#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "services/repository/keys.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"

namespace tl::services {
namespace {

class KeyServiceTest : public testing::Test {
  protected:
    KeyServiceTest() : keys_{makeKeys(services_.context())} {
        makeRepositories(services_.context())->init({.repository = first_}, {});
    }

    [[nodiscard]] bool opens(const RepositoryAccess& access) const {
        try {
            return !keys_->list(access, {}).empty();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::WrongPassword);
            return false;
        }
    }

    MemoryServices services_;
    RepositoryAccess first_ = accessTo("here", "first");
    RepositoryAccess second_ = accessTo("here", "second");
    std::unique_ptr<Keys> keys_;
};

TEST_F(KeyServiceTest, AddsASecondPassword) {
    const std::string id = keys_->add(
        first_, {.password = {.environmentValue = "second"}, .userName = "ann", .hostName = "desk"},
        {});
    const auto listed = keys_->list(second_, {});
    ASSERT_EQ(listed.size(), 2U);
    const auto added = std::ranges::find(listed, id, &KeyInfo::id);
    ASSERT_NE(added, listed.end());
    EXPECT_TRUE(added->isCurrent);
    EXPECT_EQ(added->userName, "ann");
    EXPECT_EQ(added->hostName, "desk");
    EXPECT_EQ(added->problem, "");
    EXPECT_TRUE(opens(first_));
}

TEST_F(KeyServiceTest, NamesTheCallerWhereNobodyIsNamed) {
    const auto listed = keys_->list(first_, {});
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].userName, userName());
    EXPECT_EQ(listed[0].hostName, hostName());
    EXPECT_EQ(listed[0].created.seconds, 1'700'000'000);
}

TEST_F(KeyServiceTest, RemovesAnotherKeyButNotTheOneInUse) {
    const std::string old = keys_->list(first_, {}).front().id;
    keys_->add(first_, {.password = {.environmentValue = "second"}}, {});
    try {
        keys_->remove(first_, old, {});
        ADD_FAILURE() << "removed";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
    }
    keys_->remove(second_, old.substr(0, 10), {});
    EXPECT_TRUE(opens(second_));
    EXPECT_FALSE(opens(first_));
}

TEST_F(KeyServiceTest, ChangesThePassword) {
    const std::string id =
        keys_->changePassword(first_, {.password = {.environmentValue = "second"}}, {});
    const auto listed = keys_->list(second_, {});
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].id, id);
    EXPECT_FALSE(opens(first_));
}

TEST_F(KeyServiceTest, KeepsTheOldPasswordWhenTheNewOneIsRefused) {
    EXPECT_THROW(
        keys_->changePassword(
            first_, {.password = {.prompt = [](const std::string&) { return Secret{}; }}}, {}),
        Error);
    EXPECT_EQ(keys_->list(first_, {}).size(), 1U);
}

TEST_F(KeyServiceTest, ListsADamagedKeyAsSuch) {
    const std::string name(64, '0');
    const std::vector<std::byte> content(3);
    services_.at("here").save({storage::FileType::Key, name}, content, {});
    const auto listed = keys_->list(first_, {});
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0].id, name);
    EXPECT_NE(listed[0].problem, "");
}

}  // namespace
}  // namespace tl::services

#include "infra/platform/key_keeper.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"

namespace tl {
namespace {

class KeyKeeperTest : public testing::Test {
  protected:
    void SetUp() override {
        try {
            (void)keeper_->find(name_);
        } catch (const Error& error) {
            GTEST_SKIP() << error.what();
        }
    }
    ~KeyKeeperTest() override {
        try {
            keeper_->forget(name_);
        } catch (const Error&) {
            // Then the test was skipped.
        }
    }

    const std::string name_ = "timelocker:test:" + std::to_string(processId());
    const std::unique_ptr<KeyKeeper> keeper_ = makeKernelKeyKeeper();
};

TEST_F(KeyKeeperTest, KeepsWhatAnotherObjectFinds) {
    EXPECT_FALSE(keeper_->find(name_));
    keeper_->keep(name_, Secret::fromText("first"), std::chrono::seconds{60});
    keeper_->keep(name_, Secret::fromText("second one"), std::chrono::seconds{60});
    const auto found = makeKernelKeyKeeper()->find(name_);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->text(), "second one");
}

TEST_F(KeyKeeperTest, ProlongsWhatIsThere) {
    EXPECT_FALSE(keeper_->prolong(name_, std::chrono::seconds{60}));
    keeper_->keep(name_, Secret::fromText("secret"), std::chrono::seconds{60});
    EXPECT_TRUE(keeper_->prolong(name_, std::chrono::seconds{90}));
    EXPECT_TRUE(keeper_->find(name_));
}

TEST_F(KeyKeeperTest, ForgetsWhenTold) {
    keeper_->keep(name_, Secret::fromText("secret"), std::chrono::seconds{60});
    EXPECT_TRUE(keeper_->forget(name_));
    EXPECT_FALSE(keeper_->find(name_));
    EXPECT_FALSE(keeper_->forget(name_));
}

}  // namespace
}  // namespace tl

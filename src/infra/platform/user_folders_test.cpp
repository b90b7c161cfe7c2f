#include "infra/platform/user_folders.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "infra/platform/environment.h"

namespace tl {
namespace {

/// Puts a variable back when it dies.
class KeptVariable {
  public:
    explicit KeptVariable(const char* name) : name_{name}, value_{environmentVariable(name)} {}
    ~KeptVariable() {
        if (value_)
            ::setenv(name_, value_->c_str(), 1);
        else
            ::unsetenv(name_);
    }
    KeptVariable(const KeptVariable&) = delete;
    KeptVariable& operator=(const KeptVariable&) = delete;

  private:
    const char* const name_;
    const std::optional<std::string> value_;
};

TEST(UserFolders, KeepsStateWhereTheSpecificationSays) {
    const KeptVariable state{"XDG_STATE_HOME"};
    const KeptVariable home{"HOME"};
    ::setenv("HOME", "/home/a", 1);
    ::unsetenv("XDG_STATE_HOME");
    EXPECT_EQ(userStateFolder(), "/home/a/.local/state");
    ::setenv("XDG_STATE_HOME", "relative", 1);
    EXPECT_EQ(userStateFolder(), "/home/a/.local/state");
    ::setenv("XDG_STATE_HOME", "/elsewhere", 1);
    EXPECT_EQ(userStateFolder(), "/elsewhere");
    ::unsetenv("XDG_STATE_HOME");
    ::unsetenv("HOME");
    EXPECT_EQ(userStateFolder(), "");
}

TEST(UserFolders, HasOneForDecisionsAndOneForAdditions) {
    const KeptVariable config{"XDG_CONFIG_HOME"};
    const KeptVariable data{"XDG_DATA_HOME"};
    const KeptVariable home{"HOME"};
    ::setenv("HOME", "/home/a", 1);
    ::unsetenv("XDG_CONFIG_HOME");
    ::unsetenv("XDG_DATA_HOME");
    EXPECT_EQ(userConfigFolder(), "/home/a/.config");
    EXPECT_EQ(userDataFolder(), "/home/a/.local/share");
    ::setenv("XDG_CONFIG_HOME", "/config", 1);
    ::setenv("XDG_DATA_HOME", "/data", 1);
    EXPECT_EQ(userConfigFolder(), "/config");
    EXPECT_EQ(userDataFolder(), "/data");
}

}  // namespace
}  // namespace tl

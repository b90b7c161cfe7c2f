#include "infra/plugins/plugin_words.h"

#include <gtest/gtest.h>

namespace tl::plugins {
namespace {

TEST(PluginWords, ShowTheEndWithoutSecretsAndControls) {
    std::vector<PluginSetting> settings;
    settings.push_back({.name = "p", .value = Secret::fromText("hunter2"), .isSecret = true});
    settings.push_back({.name = "u", .value = Secret::fromText("me")});
    settings.push_back({.name = "e", .value = Secret{}, .isSecret = true});
    EXPECT_EQ(lastWords("login me:hunter2@host\nfailed\x1b[0m \n\n", settings),
              "login me:***@host failed\\x1b[0m");
    EXPECT_EQ(afterWords("\n", settings), "");
    EXPECT_EQ(afterWords("no", settings), "; it said: no");
    const std::string longest = lastWords(std::string(9000, 'x') + "hunter2", settings);
    EXPECT_LT(longest.size(), 600U);
    EXPECT_TRUE(longest.ends_with("xx***"));
}

}  // namespace
}  // namespace tl::plugins

#include "infra/plugins/plugin_environment.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace tl::plugins {
namespace {

TEST(PluginEnvironment, HoldsWhatIsNamedAndNothingElse) {
    PluginManifest manifest{.name = "a", .version = "1", .environment = {"DAV_*", "EDITOR"}};
    std::vector<PluginSetting> settings;
    settings.push_back({.name = "pass", .variable = "DAV_PASS", .value = Secret::fromText("new")});
    PluginEnvironment environment{manifest,
                                  settings,
                                  {"PATH=/bin", "LC_ALL=C", "RESTIC_PASSWORD=x", "DAV_PASS=old",
                                   "DAV_URL=u", "EDITOR=vi", "EDITOR2=ed", "odd"}};
    environment.set("PATH", "/usr/bin");
    EXPECT_EQ(environment.lines(),
              (std::vector<std::string>{"PATH=/usr/bin", "LC_ALL=C", "DAV_PASS=new", "DAV_URL=u",
                                        "EDITOR=vi"}));
}

}  // namespace
}  // namespace tl::plugins

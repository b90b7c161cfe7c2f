#include "ui/cli/environment.h"

#include <map>

#include <gtest/gtest.h>

namespace tl::cli {
namespace {

Environment make(const std::map<std::string, std::string>& variables) {
    return [variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
}

TEST(FindSetting, PrefersOurOwnName) {
    EXPECT_EQ(findSetting(make({{"RESTIC_HOST", "a"}, {"TIMELOCKER_HOST", "b"}}), "HOST"), "b");
    EXPECT_EQ(findSetting(make({{"RESTIC_HOST", "a"}}), "HOST"), "a");
    EXPECT_EQ(findSetting(make({}), "HOST"), std::nullopt);
}

TEST(FindSetting, TakesAnEmptyVariableForNone) {
    EXPECT_EQ(findSetting(make({{"RESTIC_HOST", "a"}, {"TIMELOCKER_HOST", ""}}), "HOST"), "a");
    EXPECT_EQ(findSetting(make({{"RESTIC_HOST", ""}}), "HOST"), std::nullopt);
}

TEST(IsSettingOn, ReadsBooleansAsGoDoes) {
    EXPECT_TRUE(isSettingOn(make({{"RESTIC_IGNORE_INODE", "true"}}), "IGNORE_INODE"));
    EXPECT_TRUE(isSettingOn(make({{"RESTIC_IGNORE_INODE", "1"}}), "IGNORE_INODE"));
    EXPECT_FALSE(isSettingOn(make({{"RESTIC_IGNORE_INODE", "0"}}), "IGNORE_INODE"));
    EXPECT_FALSE(isSettingOn(make({}), "IGNORE_INODE"));
}

}  // namespace
}  // namespace tl::cli

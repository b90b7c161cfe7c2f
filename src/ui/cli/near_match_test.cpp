#include "ui/cli/near_match.h"

#include <vector>

#include <gtest/gtest.h>

namespace tl::cli {
namespace {

TEST(NearestMatch, FindsWhatWasMeant) {
    const std::vector<std::string> names = {"backup", "restore", "snapshots", "check", "ls"};
    EXPECT_EQ(nearestMatch("bakcup", names), "backup");
    EXPECT_EQ(nearestMatch("snapshot", names), "snapshots");
    EXPECT_EQ(nearestMatch("snap", names), "snapshots");
    EXPECT_EQ(nearestMatch("chek", names), "check");
    EXPECT_EQ(nearestMatch("restroe", names), "restore");
}

TEST(NearestMatch, GuessesNothingFarFetched) {
    const std::vector<std::string> names = {"backup", "ls"};
    EXPECT_EQ(nearestMatch("xyz", names), std::nullopt);
    EXPECT_EQ(nearestMatch("", names), std::nullopt);
    EXPECT_EQ(nearestMatch("l", names), std::nullopt);
    EXPECT_EQ(nearestMatch("backup", {}), std::nullopt);
}

}  // namespace
}  // namespace tl::cli

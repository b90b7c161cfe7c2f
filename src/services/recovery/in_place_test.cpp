#include "services/recovery/in_place.h"

#include <gtest/gtest.h>

namespace tl::services {
namespace {

using Paths = std::set<std::string>;

TEST(FoldersAboveTargets, AreTheWayToThem) {
    EXPECT_EQ(foldersAboveTargets({"/home/me/documents", "/srv"}, "/"),
              (Paths{"/", "/home", "/home/me"}));
    EXPECT_EQ(foldersAboveTargets({"/"}, "/"), Paths{});
}

TEST(FoldersAboveTargets, ArePathsBelowTheFolderThatIsRestored) {
    const std::vector<std::string> targets{"/home/me/documents", "/homestead"};
    EXPECT_EQ(foldersAboveTargets(targets, "/home"), (Paths{"/", "/me"}));
    EXPECT_EQ(foldersAboveTargets(targets, "/home/me"), Paths{"/"});
    EXPECT_EQ(foldersAboveTargets(targets, "/home/me/documents"), Paths{});
    EXPECT_EQ(foldersAboveTargets(targets, "/home/me/documents/old"), Paths{});
}

TEST(FoldersAboveTargets, AreNotInATarget) {
    EXPECT_EQ(foldersAboveTargets({"/home", "/home/me/documents"}, "/"), Paths{"/"});
    EXPECT_EQ(foldersAboveTargets({"/home/me/documents", "/home"}, "/"), Paths{"/"});
}

TEST(FoldersAboveTargets, AreNotKnownOfWhatIsNoAbsolutePath) {
    EXPECT_EQ(foldersAboveTargets({"relative/path", "", "/a"}, "/"), Paths{"/"});
}

TEST(LeadToTargets, TellsAbsoluteFromRelativeTargets) {
    EXPECT_TRUE(leadToTargets({"home", "srv"}, {"/home/me", "/srv"}));
    EXPECT_TRUE(leadToTargets({"home", "etc"}, {"/"}));
    EXPECT_TRUE(leadToTargets({}, {"/home"}));
    EXPECT_FALSE(leadToTargets({"me"}, {"/home/me"}));
    EXPECT_FALSE(leadToTargets({"home", "notes"}, {"/home/me", "/home/me/notes"}));
    EXPECT_FALSE(leadToTargets({"C"}, {"C:\\Users"}));
}

}  // namespace
}  // namespace tl::services

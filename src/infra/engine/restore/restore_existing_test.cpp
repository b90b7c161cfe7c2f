// Restoring over what is there: overwrite rules, repair, things in the way, deletion.

#include <string>
#include <vector>

#include "infra/platform/file_metadata.h"
#include "tests/support/restore_fixture.h"

namespace tl::engine {
namespace {

class RestoreOver : public SectionedRestoreFixture {
  protected:
    static RestoreTestOptions withRule(OverwriteRule rule) {
        RestoreTestOptions options;
        options.rules.overwrite = rule;
        return options;
    }
    static RestoreTestOptions withDeletion() {
        RestoreTestOptions options;
        options.rules.deleteExtra = true;
        return options;
    }
};

INSTANTIATE_TEST_SUITE_P(All, RestoreOver, allSectionLimits(), nameOfLimit);

TEST_P(RestoreOver, WritesOnlyBlobsThatDiffer) {
    writeFile(at("file"), "AAAAbadbCCCC and too long");
    const auto inode = readStatus(at("file"), Follow::No).inode;
    restore({fileOf("file", {"AAAA", "BBBB", "CCCC"})});
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(content("file"), "AAAABBBBCCCC");
    EXPECT_EQ(readStatus(at("file"), Follow::No).inode, inode);
    EXPECT_EQ(counters().bytesRestored, 4U);
    EXPECT_EQ(counters().bytesSkipped, 8U);
    EXPECT_EQ(listener_.items["/file"], RestoredAs::Updated);
}

TEST_P(RestoreOver, CutsAFileThatIsOnlyTooLong) {
    writeFile(at("file"), "content and more");
    restore({file("file", "content")});
    EXPECT_EQ(content("file"), "content");
    EXPECT_EQ(counters().bytesRestored, 0U);
}

TEST_P(RestoreOver, LeavesEqualContentButSetsMetadata) {
    writeFile(at("file"), "content");
    setPermissions(at("file"), 0600);
    Node node = file("file", "content");
    node.mtime = {12345, 6, 0};
    restore({node});
    EXPECT_EQ(listener_.items["/file"], RestoredAs::Unchanged);
    EXPECT_EQ(readStatus(at("file"), Follow::No).permissionBits, 0644U);
    EXPECT_EQ(readStatus(at("file"), Follow::No).modified, (WallTime{12345, 6}));
    EXPECT_EQ(counters().entriesSkipped, 1U);
    EXPECT_EQ(counters().entriesTotal, 0U);
}

TEST_P(RestoreOver, IfChangedTrustsSizeAndTime) {
    Node node = file("file", "content");
    node.mtime = {12345, 6, 0};
    writeFile(at("file"), "CONTENT");
    setTimes(at("file"), {0, 0}, {12345, 6});
    restore({node}, withRule(OverwriteRule::IfChanged));
    EXPECT_EQ(content("file"), "CONTENT");
    setTimes(at("file"), {0, 0}, {12345, 7});
    restore({node}, withRule(OverwriteRule::IfChanged));
    EXPECT_EQ(content("file"), "content");
}

TEST_P(RestoreOver, IfNewerReplacesOnlyWhatIsOlder) {
    Node node = file("file", "content");
    node.mtime = {100, 0, 0};
    writeFile(at("file"), "existing");
    setTimes(at("file"), {0, 0}, {100, 0});
    restore({node}, withRule(OverwriteRule::IfNewer));
    EXPECT_EQ(content("file"), "existing");
    EXPECT_EQ(counters().entriesSkipped, 1U);
    setTimes(at("file"), {0, 0}, {99, 0});
    restore({node}, withRule(OverwriteRule::IfNewer));
    EXPECT_EQ(content("file"), "content");
}

TEST_P(RestoreOver, NeverTouchesNothingThatExists) {
    makeDirectory(at("folder"), 0700);
    writeFile(at("folder/old"), "existing");
    makeSymlink("existing", at("link"));
    restore({folder("folder", {file("new", "1"), file("old", "2")}), symlinkNode("link", "other")},
            withRule(OverwriteRule::Never));
    EXPECT_EQ(content("folder/old"), "existing");
    EXPECT_EQ(content("folder/new"), "1");
    EXPECT_EQ(readLink(at("link")), "existing");
    EXPECT_EQ(readStatus(at("folder"), Follow::No).permissionBits, 0700U);
}

TEST_P(RestoreOver, ANameOfAnotherFileIsReplacedNotWritten) {
    writeFile(temporary_ / "outside", "precious");
    makeHardLink(temporary_ / "outside", at("file"));
    restore({file("file", "restored")});
    EXPECT_EQ(content("file"), "restored");
    EXPECT_EQ(readFile(temporary_ / "outside", 100), "precious");
}

TEST_P(RestoreOver, AnEqualFileWithANameElsewhereIsReplacedToo) {
    writeFile(temporary_ / "outside", "content");
    setPermissions(temporary_ / "outside", 0600);
    makeHardLink(temporary_ / "outside", at("file"));
    restore({file("file", "content")});
    EXPECT_EQ(readStatus(temporary_ / "outside", Follow::No).permissionBits, 0600U);
    EXPECT_EQ(readStatus(at("file"), Follow::No).permissionBits, 0644U);
}

TEST_P(RestoreOver, LinksInTheWayAreReplacedAndNeverFollowed) {
    makeDirectory(temporary_ / "outside", 0700);
    writeFile(temporary_ / "outside/file", "precious");
    makeSymlink(temporary_ / "outside", at("folder"));
    makeSymlink(temporary_ / "outside/file", at("file"));
    makeSymlink(temporary_ / "outside/file", at("parts"));
    restore(
        {file("file", "1"), folder("folder", {file("file", "2")}), fileOf("parts", {"3", "4"})});
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(content("file"), "1");
    EXPECT_EQ(content("folder/file"), "2");
    EXPECT_EQ(content("parts"), "34");
    EXPECT_EQ(readStatus(at("folder"), Follow::No).kind, FileKind::Directory);
    EXPECT_EQ(readFile(temporary_ / "outside/file", 100), "precious");
}

TEST_P(RestoreOver, AnEmptyFolderInTheWayIsReplacedAFullOneIsNot) {
    makeDirectory(at("empty"), 0700);
    makeDirectory(at("full"), 0700);
    writeFile(at("full/file"), "kept");
    restore({file("empty", "1"), file("full", "2")});
    EXPECT_EQ(content("empty"), "1");
    EXPECT_EQ(content("full/file"), "kept");
    EXPECT_TRUE(hasFailed("/full"));
}

TEST_P(RestoreOver, WithDeletionAFullFolderInTheWayGoes) {
    makeDirectories(at("full/inner"), 0700);
    writeFile(at("full/inner/file"), "gone");
    restore({file("full", "2")}, withDeletion());
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(content("full"), "2");
}

TEST_P(RestoreOver, WithDeletionAFullFolderInTheWayOfALinkGoes) {
    makeDirectories(at("full/inner"), 0700);
    writeFile(at("full/inner/file"), "gone");
    restore({symlinkNode("full", "nowhere")});
    EXPECT_TRUE(hasFailed("/full")) << "not without";
    restore({symlinkNode("full", "nowhere")}, withDeletion());
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(readLink(at("full")), "nowhere");
}

TEST_P(RestoreOver, DeletesWhatTheSnapshotDoesNotHave) {
    makeDirectories(at("extra/inner"), 0700);
    writeFile(at("extra/inner/file"), "x");
    makeSymlink("/", at("link"));
    makeDirectory(at("folder"), 0700);
    writeFile(at("folder/extra"), "x");
    Node node = folder("folder", {file("kept", "1")});
    node.mtime = {500, 0, 0};
    restore({node}, withDeletion());
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_FALSE(exists(at("extra")));
    EXPECT_FALSE(exists(at("link")));
    EXPECT_FALSE(exists(at("folder/extra")));
    EXPECT_EQ(content("folder/kept"), "1");
    EXPECT_EQ(readStatus(at("folder"), Follow::No).modified, (WallTime{500, 0}));
    EXPECT_EQ(counters().entriesDeleted, 5U);
}

TEST_P(RestoreOver, DeletesOnlyWhatThePatternsSelect) {
    makeDirectory(at("extra"), 0700);
    writeFile(at("extra/a.tmp"), "x");
    writeFile(at("extra/b.keep"), "x");
    writeFile(at("c.tmp"), "x");
    RestoreTestOptions options = withDeletion();
    options.patterns.excludes = {"*.keep"};
    restore({file("d.keep", "1")}, options);
    EXPECT_FALSE(exists(at("extra/a.tmp")));
    EXPECT_TRUE(exists(at("extra/b.keep")));
    EXPECT_FALSE(exists(at("c.tmp")));
    EXPECT_FALSE(exists(at("d.keep")));
}

TEST_P(RestoreOver, DeletesNothingWhereTheSnapshotCannotBeRead) {
    makeDirectory(at("folder"), 0700);
    writeFile(at("folder/file"), "x");
    restore({folderNode("folder", BlobId{})}, withDeletion());
    EXPECT_TRUE(hasFailed("/folder"));
    EXPECT_TRUE(exists(at("folder/file")));
}

TEST_P(RestoreOver, AnExcludedFileOfTheSnapshotIsNotExtra) {
    writeFile(at("a"), "mine");
    RestoreTestOptions options = withDeletion();
    options.patterns.includes = {"b", "zzz"};
    restore({file("a", "1"), file("b", "2")}, options);
    EXPECT_EQ(content("a"), "mine");
    EXPECT_EQ(content("b"), "2");
}

}  // namespace
}  // namespace tl::engine

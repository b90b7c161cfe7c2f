#include "infra/engine/restore/restore.h"

#include <string>
#include <vector>

#include "infra/engine/format/file_mode.h"
#include "infra/platform/environment.h"
#include "infra/platform/extended_attributes.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "tests/support/restore_fixture.h"

namespace tl::engine {
namespace {

class Restore : public SectionedRestoreFixture {};

INSTANTIATE_TEST_SUITE_P(All, Restore, allSectionLimits(), nameOfLimit);

TEST_P(Restore, BringsBackFilesFoldersAndLinks) {
    restore({fileOf("empty", std::vector<std::string>{}), folder("f", {file("inner", "content")}),
             fileOf("parts", {"one ", "two ", "three"}), symlinkNode("s", "f/inner")});
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(content("empty"), "");
    EXPECT_EQ(content("f/inner"), "content");
    EXPECT_EQ(content("parts"), "one two three");
    EXPECT_EQ(readLink(at("s")), "f/inner");
    EXPECT_EQ(counters().entriesRestored, 5U);
    EXPECT_EQ(counters().entriesTotal, 5U);
    EXPECT_EQ(counters().bytesRestored, 20U);
    EXPECT_EQ(counters().bytesTotal, 20U);
}

TEST_P(Restore, SetsTimesAndPermissionsOfFilesAndFolders) {
    Node inner = file("inner", "content");
    inner.mode = 0440;
    inner.mtime = {-5, 123456789, 0};
    inner.atime = {7, 1, 0};
    Node outer = folder("outer", {inner});
    outer.mode = kModeDirectory | kModeSticky | 0555;
    outer.mtime = {1'000'000'000, 5, 0};
    Node parts = fileOf("parts", {"a", "b"});
    parts.mode = kModeSetuid | 0755;
    parts.uid = userId();
    parts.gid = groupId();
    parts.mtime = {4'000'000'000, 0, 0};
    Node link = symlinkNode("s", "nowhere");
    link.mtime = {99, 9, 0};
    restore({outer, parts, link});
    EXPECT_TRUE(listener_.failures.empty());
    const FileStatus innerStatus = readStatus(at("outer/inner"), Follow::No);
    EXPECT_EQ(innerStatus.permissionBits, 0440U);
    EXPECT_EQ(innerStatus.modified, (WallTime{-5, 123456789}));
    EXPECT_EQ(innerStatus.accessed, (WallTime{7, 1}));
    const FileStatus outerStatus = readStatus(at("outer"), Follow::No);
    EXPECT_EQ(outerStatus.permissionBits, 01555U);
    EXPECT_EQ(outerStatus.modified, (WallTime{1'000'000'000, 5}));
    EXPECT_EQ(readStatus(at("parts"), Follow::No).permissionBits, 04755U);
    EXPECT_EQ(readStatus(at("parts"), Follow::No).modified, (WallTime{4'000'000'000, 0}));
    EXPECT_EQ(readStatus(at("s"), Follow::No).modified, (WallTime{99, 9}));
    if (!isRoot()) setPermissions(at("outer"), 0700);
}

TEST_P(Restore, ABlobThatManyFilesHaveIsWrittenToEachPlace) {
    builder_.beginPack();
    const BlobId a = builder_.addData("aaaa");
    const BlobId unused = builder_.addData("unused");
    const BlobId b = builder_.addData("bb");
    (void)unused;
    builder_.endPack();
    restore({fileNode("x", {a, b, a}, 10), fileNode("y", {b}, 2), fileNode("z", {b, b}, 4)});
    EXPECT_EQ(content("x"), "aaaabbaaaa");
    EXPECT_EQ(content("y"), "bb");
    EXPECT_EQ(content("z"), "bbbb");
}

TEST_P(Restore, SetsExtendedAttributesAndRemovesOthers) {
    writeFile(at("file"), "content");
    setExtendedAttribute(at("file"), "user.old", "x");
    setExtendedAttribute(at("file"), "user.changed", "old");
    Node node = file("file", "content");
    node.extendedAttributes = {{"user.changed", "new"}, {"user.empty", ""}};
    restore({node});
    EXPECT_TRUE(listener_.failures.empty());
    auto found = readExtendedAttributes(at("file"));
    std::ranges::sort(found, {}, &NamedAttribute::name);
    EXPECT_EQ(found, (std::vector<NamedAttribute>{{"user.changed", "new"}, {"user.empty", ""}}));
}

TEST_P(Restore, AttributePatternsLimitWhatIsSetAndWhatIsRemoved) {
    writeFile(at("file"), "content");
    setExtendedAttribute(at("file"), "user.kept", "x");
    Node node = file("file", "content");
    node.extendedAttributes = {{"user.wanted", "1"}, {"user.other", "2"}};
    RestoreTestOptions options;
    options.patterns.includeAttributes = {"user.w*"};
    restore({node}, options);
    auto found = readExtendedAttributes(at("file"));
    std::ranges::sort(found, {}, &NamedAttribute::name);
    EXPECT_EQ(found, (std::vector<NamedAttribute>{{"user.kept", "x"}, {"user.wanted", "1"}}));
}

TEST_P(Restore, LinksFurtherNamesOfAFile) {
    Node first = file("a", "content");
    first.links = 2;
    first.inode = 17;
    first.deviceId = 3;
    Node second = first;
    second.name = "b";
    Node impostor = file("c", "other");
    impostor.links = 2;
    impostor.inode = 17;
    impostor.deviceId = 3;
    restore({first, second, impostor});
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(readStatus(at("a"), Follow::No).inode, readStatus(at("b"), Follow::No).inode);
    EXPECT_EQ(content("c"), "other") << "a number is no proof";
    restore({first, second, impostor});
    EXPECT_TRUE(listener_.failures.empty()) << "once more, over what is there";
    EXPECT_EQ(readStatus(at("a"), Follow::No).links, 2U);
}

TEST_P(Restore, LinksFurtherNamesOfASymbolicLink) {
    Node first = symlinkNode("a", "target");
    first.links = 2;
    first.inode = 17;
    Node second = first;
    second.name = "b";
    restore({first, second});
    EXPECT_EQ(readLink(at("b")), "target");
    EXPECT_EQ(readStatus(at("a"), Follow::No).inode, readStatus(at("b"), Follow::No).inode);
}

TEST_P(Restore, MakesFifosAndSkipsSockets) {
    Node fifo;
    fifo.name = "fifo";
    fifo.type = NodeType::Fifo;
    fifo.mode = kModeFifo | 0640;
    Node socket;
    socket.name = "socket";
    socket.type = NodeType::Socket;
    restore({fifo, socket});
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(readStatus(at("fifo"), Follow::No).kind, FileKind::Fifo);
    EXPECT_EQ(readStatus(at("fifo"), Follow::No).permissionBits, 0640U);
    EXPECT_FALSE(exists(at("socket")));
}

TEST_P(Restore, ZerosBecomeHolesWhenAskedFor) {
    const std::string zeros(1U << 20U, '\0');
    RestoreTestOptions options;
    options.holes = Holes::Yes;
    options.verification = Verification::Yes;
    restore({file("one", zeros + "end"), fileOf("parts", {"begin", zeros, zeros})}, options);
    EXPECT_EQ(content("one"), zeros + "end");
    EXPECT_EQ(content("parts"), "begin" + zeros + zeros);
    EXPECT_LT(readStatus(at("one"), Follow::No).allocatedBytes, 64U << 10U);
    EXPECT_LT(readStatus(at("parts"), Follow::No).allocatedBytes, 64U << 10U);
    EXPECT_EQ(counters().filesVerified, 2U);
}

TEST_P(Restore, PatternsSelectFilesAndMakeOnlyTheFoldersThatTheyNeed) {
    const std::vector<Node> nodes = {folder("a", {file("x.c", "1"), file("y.txt", "2")}),
                                     folder("b", {file("z.txt", "3")})};
    RestoreTestOptions options;
    options.patterns.includes = {"*.c"};
    restore(nodes, options);
    EXPECT_EQ(content("a/x.c"), "1");
    EXPECT_FALSE(exists(at("a/y.txt")));
    EXPECT_FALSE(exists(at("b")));
    EXPECT_EQ(readStatus(at("a"), Follow::No).permissionBits, 0755U);
    EXPECT_EQ(counters().entriesTotal, 2U);
}

TEST_P(Restore, ExcludedFoldersAreNotEntered) {
    RestoreTestOptions options;
    options.patterns.excludesIgnoringCase = {"A"};
    restore({folder("a", {file("x", "1")}), file("b", "2")}, options);
    EXPECT_FALSE(exists(at("a")));
    EXPECT_EQ(content("b"), "2");
}

TEST_P(Restore, ADryRunChangesNothingAndTellsWhatWouldHappen) {
    writeFile(at("same"), "same");
    writeFile(at("changed"), "old");
    writeFile(at("extra"), "extra");
    RestoreTestOptions options;
    options.isPreview = true;
    options.rules.deleteExtra = true;
    restore({file("changed", "new"), folder("f", {file("x", "1")}), file("same", "same")}, options);
    EXPECT_EQ(listener_.items,
              (std::map<std::string, RestoredAs>{{"/changed", RestoredAs::Updated},
                                                 {"/extra", RestoredAs::Deleted},
                                                 {"/f", RestoredAs::New},
                                                 {"/f/x", RestoredAs::New},
                                                 {"/same", RestoredAs::Unchanged}}));
    EXPECT_EQ(content("changed"), "old");
    EXPECT_TRUE(exists(at("extra")));
    EXPECT_FALSE(exists(at("f")));
}

TEST_P(Restore, StopsWhenAskedAndLeavesNothingHalf) {
    std::stop_source stop;
    stop.request_stop();
    const BlobId root = builder_.addTree({fileOf("x", {"1", "2"})});
    EXPECT_THROW(restoreTree(root, {}, stop.get_token()), Cancelled);
    EXPECT_FALSE(exists(at("x")));
}

TEST_P(Restore, TellsWhatAnOrdinaryUserCouldNotRestore) {
    RestoreCounters counters;
    EXPECT_TRUE(describeOmissions(counters).empty());
    counters.ownersNotSet = 2;
    counters.devicesNotMade = 1;
    const auto sentences = describeOmissions(counters);
    ASSERT_EQ(sentences.size(), 2U);
    EXPECT_NE(sentences[0].find("2 items"), std::string::npos);
}

}  // namespace
}  // namespace tl::engine

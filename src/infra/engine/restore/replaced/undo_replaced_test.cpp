// A restore with the way back, and the way back: of all that can be in its way.

#include "infra/engine/restore/replaced/undo_replaced.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "infra/engine/restore/replaced/replaced_keeper.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/extended_attributes.h"
#include "infra/platform/file_metadata.h"
#include "tests/support/restore_fixture.h"

namespace tl::engine {
namespace {

/// What there is of an entry but for the times of reading and of changes of status.
struct Facts {
    FileKind kind = FileKind::Other;
    std::uint32_t permissionBits = 0;
    std::uint32_t userId = 0;
    std::uint32_t groupId = 0;
    WallTime modified{};
    std::string content{};  ///< Or the target of a link.
    std::vector<NamedAttribute> attributes{};
    bool operator==(const Facts&) const = default;
};
using Tree = std::map<std::string, Facts>;

Facts factsOf(const std::string& path) {
    const FileStatus status = readStatus(path, Follow::No);
    Facts facts{.kind = status.kind,
                .permissionBits = status.permissionBits,
                .userId = status.userId,
                .groupId = status.groupId,
                .modified = status.modified,
                .attributes = readExtendedAttributes(path)};
    if (status.kind == FileKind::Regular) facts.content = readFile(path, 1U << 30U);
    if (status.kind == FileKind::Symlink) facts.content = readLink(path);
    return facts;
}

void addTree(Tree& tree, const std::string& path, const std::string& shown) {
    tree.emplace(shown, factsOf(path));
    if (tree[shown].kind != FileKind::Directory) return;
    for (const DirectoryEntry& entry : Directory::open(path, Follow::No).entries())
        addTree(tree, path + "/" + entry.name, shown + "/" + entry.name);
}

class RecordedUndo final : public UndoListener {
  public:
    void onUndone(const std::string& path, UndoneAs action) override { done[path] = action; }
    void onLeft(const std::string& path, const std::string& why) override { left[path] = why; }

    std::map<std::string, UndoneAs> done;
    std::map<std::string, std::string> left;
};

class WayBack : public SectionedRestoreFixture {
  protected:
    [[nodiscard]] Tree tree() const {
        Tree found;
        addTree(found, target(), "");
        return found;
    }

    static RestoreTestOptions deleting() {
        RestoreTestOptions options;
        options.rules.deleteExtra = true;
        return options;
    }

    /// Restores and keeps what it replaces; returns the folder of the kept ones.
    std::string restoreKeeping(const std::vector<Node>& nodes, RestoreTestOptions options = {}) {
        std::string folder;
        ReplacedKeeper keeper{
            {.id = id_, .snapshot = "abc", .target = target(), .startedAt = {5, 0}},
            [&](const std::string& path) { folder = path; }};
        options.replaced = &keeper;
        restore(nodes, options);
        const bool isKept = keeper.finish();
        EXPECT_EQ(isKept, exists(folder));
        return folder;
    }

    UndoCounts undo(const std::string& path, const UndoOptions& options = {}) {
        recorded_.done.clear();
        recorded_.left.clear();
        ReplacedFolder folder = ReplacedFolder::open(path);
        return undoReplaced(folder, options, recorded_, {});
    }

    [[nodiscard]] std::map<std::string, std::string> left() const { return recorded_.left; }

    /// A file as it was long ago.
    void writeOld(const std::string& path, const std::string& content) {
        writeFile(at(path), content);
        setPermissions(at(path), 0640);
        setTimes(at(path), {1000, 5}, {2000, 7});
    }
    void makeOldFolder(const std::string& path) { makeDirectories(at(path), 0750); }
    void ageFolders(const std::vector<std::string>& paths) {
        for (const std::string& path : paths)
            setTimes(at(path), {1000, 5}, {3000, 9});
    }

    Node dated(Node node, std::int64_t seconds = 50'000) {
        node.mtime = {seconds, 123, 0};
        return node;
    }

    const std::string id_ = "0123456789abcdef";
    RecordedUndo recorded_;
};

INSTANTIATE_TEST_SUITE_P(All, WayBack, allSectionLimits(), nameOfLimit);

TEST_P(WayBack, GivesBackEverythingThatARestoreCanReplace) {
    writeOld("changed", "old content");
    writeOld("parts", "AAAAbadbCCCC and too long");
    writeOld("only metadata", "same");
    writeOld("equal", "equal");
    writeOld("extra", "to be deleted");
    makeOldFolder("extra folder/deep");
    writeOld("extra folder/deep/file", "to be deleted, too");
    makeSymlink("nowhere", at("extra folder/link"));
    makeOldFolder("folder becomes file/sub");
    writeOld("folder becomes file/sub/inner", "inner");
    writeOld("file becomes folder", "was a file");
    makeSymlink("elsewhere", at("link becomes file"));
    writeOld("file becomes link", "was a file");
    makeSymlink("old target", at("link"));
    makeFifo(at("fifo"), 0600);
    makeOldFolder("kept folder");
    writeOld("kept folder/inside", "old inside");
    writeOld("linked", "one inode");
    makeHardLink(at("linked"), at("linked too"));
    ageFolders({"extra folder/deep", "extra folder", "folder becomes file/sub",
                "folder becomes file", "kept folder", "."});
    const Tree before = tree();

    const std::vector<Node> nodes{
        dated(file("changed", "new content")),
        dated(fileOf("parts", {"AAAA", "BBBB", "CCCC"})),
        dated(file("only metadata", "same")),
        dated(file("equal", "equal")),
        dated(file("folder becomes file", "now a file")),
        dated(folder("file becomes folder", {dated(file("new inside", "1"))})),
        dated(file("link becomes file", "now a file")),
        symlinkNode("file becomes link", "target"),
        symlinkNode("link", "new target"),
        dated(file("fifo", "now a file")),
        dated(folder("kept folder", {dated(file("inside", "new")), dated(file("more", "2"))})),
        dated(folder("new folder", {dated(folder("sub", {dated(file("file", "3"))}))})),
        dated(file("linked", "other")),
        dated(file("empty", ""))};
    const std::string kept = restoreKeeping(nodes, deleting());
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(content("changed"), "new content");
    EXPECT_EQ(content("parts"), "AAAABBBBCCCC");
    EXPECT_EQ(content("folder becomes file"), "now a file");
    EXPECT_EQ(content("file becomes folder/new inside"), "1");
    EXPECT_FALSE(exists(at("extra")));
    EXPECT_FALSE(exists(at("linked too")));
    ASSERT_EQ(kept, at(".timelocker-replaced-" + id_));

    const UndoCounts counts = undo(kept);
    EXPECT_TRUE(left().empty()) << left().begin()->first << ": " << left().begin()->second;
    EXPECT_EQ(counts.left, 0U);
    EXPECT_TRUE(counts.isOver);
    EXPECT_EQ(tree(), before);
    EXPECT_EQ(readStatus(at("linked"), Follow::No).inode,
              readStatus(at("linked too"), Follow::No).inode);
}

TEST_P(WayBack, WhatTheRestoreHadNoReasonToTouchIsNotItsBusiness) {
    const std::vector<Node> nodes{dated(file("changed", "of the snapshot")),
                                  dated(file("private", "same")), dated(file("edited", "same")),
                                  dated(file("touched", "same")),
                                  dated(folder("closed", {dated(file("inside", "same"))}))};
    restore(nodes);
    writeOld("changed", "old content");
    const std::string kept = restoreKeeping(nodes);
    setPermissions(at("private"), 0600);
    writeFile(at("edited"), "my work");
    setTimes(at("touched"), {1000, 5}, {2000, 7});
    setPermissions(at("closed"), 0700);
    Tree expected = tree();
    undo(kept);
    EXPECT_TRUE(left().empty()) << left().begin()->first << ": " << left().begin()->second;
    EXPECT_FALSE(exists(kept));
    EXPECT_EQ(content("changed"), "old content");
    for (const char* name : {"/private", "/edited", "/touched", "/closed/inside"})
        EXPECT_EQ(tree()[name], expected[name]) << name;
    EXPECT_EQ(tree()["/closed"].permissionBits, 0700U);
}

TEST_P(WayBack, WhatIsRestoredIsTheSameAsWithoutIt) {
    const auto fill = [&] {
        writeOld("changed", "old content");
        makeOldFolder("folder/sub");
        writeOld("folder/extra", "x");
        makeSymlink("a", at("link"));
    };
    std::vector<Node> nodes{dated(file("changed", "new")),
                            dated(folder("folder", {dated(fileOf("new", {"a", "b"}))})),
                            symlinkNode("link", "b")};
    const Node name = dated(file("two names", "x"));
    nodes.push_back(name);
    nodes.back().inode = 77;
    nodes.back().links = 2;
    nodes.push_back(nodes.back());
    nodes.back().name = "zwei Namen";
    fill();
    restore(nodes, deleting());
    Tree expected = tree();
    const auto items = listener_.items;
    removeTree(target());
    makeDirectory(target(), 0700);
    fill();
    const std::string kept = restoreKeeping(nodes, deleting());
    EXPECT_EQ(listener_.items, items);
    ReplacedFolder opened = ReplacedFolder::open(kept);
    confirmReplaced(opened);
    Tree found = tree();
    expected.erase("");
    found.erase("");
    EXPECT_EQ(found, expected);
    EXPECT_FALSE(exists(kept));
}

TEST_P(WayBack, NothingIsKeptWhereNothingIsReplaced) {
    const std::vector<Node> nodes{dated(file("a", "1")), dated(folder("b", {})),
                                  symlinkNode("c", "d")};
    restore(nodes);
    const Tree before = tree();
    const std::string kept = restoreKeeping(nodes);
    EXPECT_FALSE(exists(kept));
    EXPECT_EQ(tree(), before);
}

TEST_P(WayBack, ASecondRestoreLeavesTheKeptOfTheFirstAlone) {
    writeOld("a", "old");
    const std::string kept = restoreKeeping({dated(file("a", "new"))});
    restore({dated(file("b", "other"))}, deleting());
    EXPECT_FALSE(exists(at("a")));
    EXPECT_TRUE(exists(kept));
    undo(kept);
    EXPECT_EQ(content("a"), "old");
}

TEST_P(WayBack, WhatWasChangedSinceIsNamedAndLeft) {
    writeOld("changed", "old");
    writeOld("same size and time", "old");
    writeOld("removed since", "old");
    writeOld("fine", "old");
    writeOld("metadata", "same");
    const std::string kept =
        restoreKeeping({dated(file("changed", "new")), dated(file("same size and time", "new")),
                        dated(file("removed since", "new")), dated(file("fine", "new")),
                        dated(file("metadata", "same")), dated(file("added", "new")),
                        dated(folder("folder", {dated(file("inside", "new"))}))});
    writeFile(at("changed"), "edited since");
    // What a sloppy check would miss.
    writeFile(at("same size and time"), "NEW");
    setTimes(at("same size and time"), {0, 0}, {50'000, 123});
    while (readStatus(at("same size and time"), Follow::No).changed <=
           ReplacedFolder::open(kept).doneAt(1))
        setTimes(at("same size and time"), {0, 0}, {50'000, 123});
    removeFile(at("removed since"));
    writeFile(at("metadata"), "changed");
    writeFile(at("added"), "edited since");
    writeFile(at("folder/mine"), "mine");

    const UndoCounts dry = undo(kept, {.isDryRun = true});
    const auto leftDry = left();
    EXPECT_EQ(content("fine"), "new") << "only told";
    const UndoCounts counts = undo(kept);
    EXPECT_FALSE(counts.isOver);
    EXPECT_EQ(content("changed"), "edited since");
    EXPECT_EQ(content("same size and time"), "NEW");
    EXPECT_EQ(content("removed since"), "old");
    EXPECT_EQ(content("fine"), "old");
    EXPECT_EQ(content("metadata"), "changed");
    EXPECT_EQ(content("added"), "edited since");
    EXPECT_EQ(content("folder/mine"), "mine");
    EXPECT_FALSE(exists(at("folder/inside")));
    std::vector<std::string> names;
    for (const auto& [path, why] : left())
        names.push_back(path);
    EXPECT_EQ(names, (std::vector<std::string>{"added", "changed", "folder", "metadata",
                                               "same size and time"}));
    EXPECT_EQ(dry.broughtBack, counts.broughtBack);
    EXPECT_EQ(leftDry.size() + 1, left().size()) << "all but the folder, which must be tried";

    // What was taken back already stays as it is from then on.
    writeFile(at("fine"), "edited after taking back");
    const UndoCounts again = undo(kept);
    EXPECT_EQ(again.left, counts.left);
    EXPECT_EQ(again.broughtBack, 0U);
    EXPECT_EQ(content("fine"), "edited after taking back");

    const UndoCounts forced = undo(kept, {.isForced = true});
    EXPECT_EQ(forced.setAside, 3U);
    EXPECT_EQ(content("changed"), "old");
    EXPECT_EQ(content("same size and time"), "old");
    EXPECT_EQ(content("metadata"), "changed");
    EXPECT_EQ(readStatus(at("metadata"), Follow::No).permissionBits, 0640U);
    EXPECT_NE(readStatus(at("metadata"), Follow::No).modified, (WallTime{2000, 7}));
    EXPECT_FALSE(exists(at("added")));
    EXPECT_EQ(content("folder/mine"), "mine") << "a folder's strange content stays";
    EXPECT_EQ(content("fine"), "edited after taking back");
    std::vector<std::string> aside;
    for (const auto& [path, facts] : tree())
        if (path.find("/aside-") != std::string::npos) aside.push_back(facts.content);
    std::ranges::sort(aside);
    std::erase(aside, "");
    EXPECT_EQ(aside, (std::vector<std::string>{"NEW", "edited since", "edited since"}));
}

TEST_P(WayBack, SomethingNewInThePlaceOfSomethingDeletedIsLeft) {
    writeOld("extra", "old");
    makeOldFolder("extra folder");
    writeOld("extra folder/file", "old");
    const std::string kept = restoreKeeping({}, deleting());
    EXPECT_FALSE(exists(at("extra")));
    writeFile(at("extra"), "mine");
    writeFile(at("extra folder"), "mine, too");
    EXPECT_FALSE(undo(kept).isOver);
    EXPECT_EQ(content("extra"), "mine");
    EXPECT_EQ(content("extra folder"), "mine, too");
    undo(kept, {.isForced = true});
    EXPECT_EQ(content("extra"), "old");
    EXPECT_EQ(content("extra folder/file"), "old");
}

TEST_P(WayBack, ALinkPlantedSinceIsNotFollowed) {
    makeDirectory(temporary_ / "outside", 0700);
    makeOldFolder("folder");
    writeOld("folder/file", "old");
    const std::string kept =
        restoreKeeping({dated(folder("folder", {dated(file("file", "new"))}))});
    removeTree(at("folder"));
    makeSymlink(temporary_ / "outside", at("folder"));
    EXPECT_EQ(undo(kept).left, 2U) << "the folder and the file in it";
    EXPECT_TRUE(readStatus(at("folder"), Follow::No).kind == FileKind::Symlink);
    const UndoCounts dry = undo(kept, {.isForced = true, .isDryRun = true});
    const UndoCounts counts = undo(kept, {.isForced = true});
    EXPECT_EQ(counts.left, 0U);
    EXPECT_EQ(counts.setAside, 1U) << "the link";
    EXPECT_EQ(counts.broughtBack, 2U);
    EXPECT_EQ(dry.broughtBack, counts.broughtBack);
    EXPECT_EQ(dry.setAside, counts.setAside);
    EXPECT_FALSE(exists(temporary_ / "outside/file"));
    EXPECT_EQ(content("folder/file"), "old");
}

TEST_P(WayBack, FoldersThatWereRemovedSinceAreMadeForWhatWasInThem) {
    makeOldFolder("folder/deep");
    writeOld("folder/deep/file", "old");
    ageFolders({"folder/deep", "folder", "."});
    const Tree before = tree();
    const std::string kept = restoreKeeping(
        {dated(folder("folder", {dated(folder("deep", {dated(file("file", "new"))}))}))});
    removeTree(at("folder"));
    const UndoCounts dry = undo(kept, {.isDryRun = true});
    const UndoCounts counts = undo(kept);
    EXPECT_TRUE(counts.isOver);
    EXPECT_EQ(counts.broughtBack, 3U);
    EXPECT_EQ(dry.broughtBack, counts.broughtBack);
    EXPECT_EQ(tree(), before);
}

TEST_P(WayBack, ADryRunCountsWhatIsInFoldersThatWereRemoved) {
    makeOldFolder("extra/deep");
    writeOld("extra/deep/file", "old");
    writeOld("extra/other", "old");
    const std::string kept = restoreKeeping({}, deleting());
    EXPECT_FALSE(exists(at("extra")));
    const UndoCounts dry = undo(kept, {.isDryRun = true});
    EXPECT_FALSE(exists(at("extra")));
    const UndoCounts counts = undo(kept);
    EXPECT_EQ(counts.broughtBack, 4U);
    EXPECT_EQ(dry.broughtBack, counts.broughtBack);
}

TEST_P(WayBack, ASnapshotCannotForgeOne) {
    const std::string name = ".timelocker-replaced-fedcba9876543210";
    writeOld("precious", "old");
    const auto list = encodeList({{.path = "precious",
                                   .slot = {ReplacedKind::Removal, 0},
                                   .old = OldState{.kind = FileKind::Directory},
                                   .made = MadeState{.kind = FileKind::Regular, .sizeBytes = 3}}});
    const auto about = encodeAbout({.id = "fedcba9876543210", .snapshot = "abc"});
    const auto text = [](const std::vector<std::byte>& bytes) {
        std::string found;
        for (const std::byte byte : bytes)
            found.push_back(static_cast<char>(byte));
        return found;
    };
    const Tree before = tree();
    const std::string kept = restoreKeeping({dated(folder(
        name, {dated(file("list-000001", text(list))), dated(file("about", text(about)))}))});
    setPermissions(at(name), 0700);
    EXPECT_EQ(kindThrown([&] { undo(at(name), {.isForced = true}); }), ErrorKind::InvalidInput);
    EXPECT_EQ(content("precious"), "old");
    EXPECT_TRUE(undo(kept).isOver) << "it is content like any other";
    EXPECT_EQ(tree(), before);
}

TEST_P(WayBack, WhatAppearsMeanwhileIsNeverOverwritten) {
    writeOld("a", "old");
    std::string kept;
    ReplacedKeeper keeper{{.id = id_, .startedAt = {5, 0}}, [&](const std::string& path) {
                              kept = path;
                              // After the plan was made, and before it is carried out.
                              writeFile(at("b"), "mine");
                          }};
    RestoreTestOptions options;
    options.replaced = &keeper;
    restore({dated(file("a", "new")), dated(file("b", "new"))}, options);
    EXPECT_TRUE(keeper.finish());
    EXPECT_EQ(content("a"), "new");
    if (hasFailed("/b")) {
        EXPECT_EQ(content("b"), "mine");
    } else {
        // A section of its own, which was planned afterwards.
        EXPECT_EQ(content("b"), "new");
    }
    undo(kept);
    EXPECT_EQ(content("b"), "mine");
    EXPECT_EQ(content("a"), "old");
}

TEST_P(WayBack, ALaterRestoreIsTakenBackFirst) {
    writeOld("a", "old");
    const std::string kept = restoreKeeping({dated(file("a", "new"))});
    std::string later;
    ReplacedKeeper keeper{{.id = "fedcba9876543210", .startedAt = {5, 1}},
                          [&](const std::string& path) { later = path; }};
    RestoreTestOptions options;
    options.replaced = &keeper;
    restore({dated(file("a", "newer"), 60'000)}, options);
    EXPECT_TRUE(keeper.finish());
    EXPECT_EQ(kindThrown([&] { undo(kept); }), ErrorKind::InvalidInput);
    EXPECT_TRUE(undo(later).isOver);
    EXPECT_EQ(content("a"), "new");
    EXPECT_TRUE(undo(kept).isOver);
    EXPECT_EQ(content("a"), "old");
}

TEST_P(WayBack, AfterAConfirmationThereIsNone) {
    writeOld("a", "old");
    const std::string kept = restoreKeeping({dated(file("a", "new"))});
    { ReplacedFolder::open(kept).markConfirmed(); }  // It was interrupted after that.
    EXPECT_EQ(kindThrown([&] { undo(kept); }), ErrorKind::InvalidInput);
    ReplacedFolder opened = ReplacedFolder::open(kept);
    confirmReplaced(opened);
    EXPECT_FALSE(exists(kept));
    EXPECT_EQ(content("a"), "new");
}

TEST_P(WayBack, AttributesComeBack) {
    writeOld("a", "old");
    if (kindThrown([&] { setExtendedAttribute(at("a"), "user.old", "1"); }))
        GTEST_SKIP() << "no extended attributes here";
    setTimes(at("a"), {1000, 5}, {2000, 7});
    makeOldFolder("removed");
    setExtendedAttribute(at("removed"), "user.of-folder", "2");
    writeOld("same", "same");
    setExtendedAttribute(at("same"), "user.old", "3");
    const Tree before = tree();
    Node same = dated(file("same", "same"));
    same.extendedAttributes = {{"user.new", "4"}};
    const std::string kept = restoreKeeping({dated(file("a", "old")), same}, deleting());
    EXPECT_TRUE(readExtendedAttributes(at("a")).empty());
    undo(kept);
    Tree after = tree();
    EXPECT_EQ(after, before);
}

TEST_P(WayBack, AFileThatCannotBeHadLeavesTheOldOne) {
    writeOld("a", "old");
    writeOld("b", "old");
    Node missing = file("a", "content that gets lost");
    missing.content = std::vector<BlobId>{BlobId{}};
    Node damaged = fileOf("b", {"one part", "that is damaged"});
    builder_.backend().remove(
        {storage::FileType::Pack,
         builder_.index().find({BlobType::Data, damaged.content->back()})->pack.hex()},
        {});
    const Tree before = tree();
    const std::string kept = restoreKeeping({missing, damaged});
    EXPECT_TRUE(hasFailed("/b"));
    EXPECT_EQ(content("a"), "old");
    EXPECT_EQ(content("b"), "old") << "not half of each";
    undo(kept);
    EXPECT_EQ(tree(), before);
}

TEST_P(WayBack, AStoppedRestoreIsTakenBack) {
    writeOld("a", "old");
    writeOld("b", "old");
    const Tree before = tree();
    std::stop_source stop;
    {
        // Stopped when the list is about to be written.
        ReplacedKeeper keeper{{.id = id_}, [&](const std::string&) { stop.request_stop(); }};
        RestoreTestOptions options;
        options.replaced = &keeper;
        const BlobId root =
            builder_.addTree(std::vector<Node>{dated(file("a", "new")), dated(file("c", "new"))});
        EXPECT_THROW(restoreTree(root, options, stop.get_token()), Cancelled);
    }
    EXPECT_TRUE(undo(at(".timelocker-replaced-" + id_)).isOver);
    EXPECT_EQ(tree(), before);
}

}  // namespace
}  // namespace tl::engine

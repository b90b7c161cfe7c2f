// Restores that are planned and carried out in several sections: what goes from one to the next,
// and that the result is the same as in one.

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "infra/engine/format/file_mode.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_metadata.h"
#include "tests/support/restore_fixture.h"

namespace tl::engine {
namespace {

class RestoreSections : public RestoreFixture {
  protected:
    [[nodiscard]] SectionLimit limit() const override { return limit_; }

    /// A node that says it is a name of the file `inode`.
    static Node linked(Node node, std::uint64_t inode) {
        node.links = 3;
        node.inode = inode;
        node.deviceId = 9;
        return node;
    }
    static Node closed(Node folder) {
        folder.mode = kModeDirectory | 0500;
        folder.mtime = {1000, 5, 0};
        return folder;
    }
    [[nodiscard]] std::uint64_t inodeOf(const std::string& path) const {
        return readStatus(at(path), Follow::No).inode;
    }

    SectionLimit limit_{.items = 1};
};

TEST_F(RestoreSections, AreAsManyAsTheLimitMakes) {
    std::vector<Node> nodes;
    for (int i = 10; i < 30; ++i)
        nodes.push_back(file(std::to_string(i), "content"));
    restore(nodes);
    EXPECT_EQ(sections_, 20U);
    limit_ = {.items = 5};
    restore(nodes);
    EXPECT_EQ(sections_, 4U);
    limit_ = {.blobs = 10};
    restore(nodes);
    EXPECT_EQ(sections_, 2U);
    limit_ = {};
    restore(nodes);
    EXPECT_EQ(sections_, 1U);
}

TEST_F(RestoreSections, LinkNamesThatLieFarApart) {
    const Node first = linked(file("x", "content"), 17);
    Node second = first;
    second.name = "y";
    Node third = first;
    third.name = "z";
    restore({closed(folder("a", {closed(folder("b", {first, file("f", "1")})), file("g", "2")})),
             closed(folder("c", {file("h", "3"), second})), file("i", "4"), third});
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_GT(sections_, 5U);
    EXPECT_EQ(inodeOf("a/b/x"), inodeOf("c/y"));
    EXPECT_EQ(inodeOf("a/b/x"), inodeOf("z"));
    EXPECT_EQ(readStatus(at("z"), Follow::No).links, 3U);
    for (const char* name : {"a", "a/b", "c"}) {
        const FileStatus status = readStatus(at(name), Follow::No);
        EXPECT_EQ(status.permissionBits, 0500U) << name;
        EXPECT_EQ(status.modified, (WallTime{1000, 5})) << name;
    }
    EXPECT_EQ(counters().entriesRestored, 10U);
    EXPECT_EQ(counters().entriesTotal, 10U);
    for (const char* name : {"a", "a/b", "c"})
        setPermissions(at(name), 0700);  // So that it can be removed.
}

TEST_F(RestoreSections, AForgedNumberStillMakesNoLink) {
    restore({linked(file("a", "content"), 17), linked(file("b", "other"), 17),
             linked(symlinkNode("c", "content"), 17)});
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(content("a"), "content");
    EXPECT_EQ(content("b"), "other");
    EXPECT_EQ(readLink(at("c")), "content");
}

// The file in its place, which is not what was wanted, must not get more names.
TEST_F(RestoreSections, AFurtherNameOfAFileThatFailedIsReported) {
    const Node first = linked(file("a", "content"), 17);
    Node second = first;
    second.name = "c";
    const auto place = builder_.index().find({BlobType::Data, first.content->front()});
    builder_.backend().remove({storage::FileType::Pack, place->pack.hex()}, {});
    writeFile(at("a"), "existing");
    restore({first, file("b", "1"), second});
    EXPECT_TRUE(hasFailed("/a"));
    EXPECT_TRUE(hasFailed("/c"));
    EXPECT_NE(listener_.failures["/c"].find("another name of /a"), std::string::npos);
    EXPECT_FALSE(exists(at("c")));
    EXPECT_EQ(content("b"), "1");
}

TEST_F(RestoreSections, AFolderIsMadeOnlyWhenALaterSectionNeedsIt) {
    limit_ = {.items = 2};
    RestoreTestOptions options;
    options.patterns.includes = {"wanted"};
    restore({folder("a", {folder("b", {file("c", "1"), file("d", "2")}), file("wanted", "3")}),
             folder("e", {folder("f", {folder("g", {file("h", "4")})})})},
            options);
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(content("a/wanted"), "3");
    EXPECT_FALSE(exists(at("a/b")));
    EXPECT_FALSE(exists(at("e")));
}

/// Random trees over random targets, restored whole and in sections.
class RandomRestore : public RestoreSections {
  protected:
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(chance_() % bound);
    }

    std::string randomContent() { return std::string(below(4), static_cast<char>('a' + below(3))); }

    Node randomNode(const std::string& name, int depth) {
        const std::uint32_t kind = below(10);
        Node node;
        if (kind < 3 && depth < 4) {
            std::vector<Node> nodes;
            const std::uint32_t count = below(6);
            for (std::uint32_t i = 0; i < count; ++i)
                nodes.push_back(randomNode(std::string(1, static_cast<char>('a' + i)), depth + 1));
            node = folder(name, nodes);
        } else if (kind == 9) {
            node = symlinkNode(name, randomContent() + "x");
        } else {
            node = fileOf(name, {randomContent(), randomContent(), "end"});
        }
        if (node.type != NodeType::Directory && below(3) == 0) node = linked(node, below(3));
        node.mtime = {1000 + below(5), 0, 0};
        return node;
    }

    /// Puts into the folder `path` what a restore may find there.
    void fill(const std::string& path, int depth) {
        for (char name = 'a'; name < 'h'; ++name) {
            const std::string entry = path + '/' + name;
            const std::uint32_t kind = below(6);
            if (kind == 0 && depth < 3) {
                makeDirectory(entry, 0700);
                fill(entry, depth + 1);
            } else if (kind == 1) {
                writeFile(entry, randomContent() + "end");
                setTimes(entry, {0, 0}, {1000 + below(5), 0});
            } else if (kind == 2) {
                makeSymlink("nowhere", entry);
            }
        }
    }

    void describe(const std::string& path,
                  std::map<std::string, std::string>& facts,
                  std::map<std::uint64_t, std::string>& firstNames) const {
        const FileStatus status = readStatus(at(path), Follow::No);
        std::string& fact = facts[path];
        fact = std::to_string(static_cast<int>(status.kind)) + ' ' +
               std::to_string(status.permissionBits) + ' ';
        if (status.kind == FileKind::Symlink) fact += readLink(at(path));
        if (status.kind != FileKind::Directory) {
            fact += " as " + firstNames.try_emplace(status.inode, path).first->second;
            // The links that fill() makes have the time of their making.
            if (status.kind == FileKind::Regular || readLink(at(path)) != "nowhere")
                fact += ' ' + std::to_string(status.modified.seconds);
        }
        if (status.kind == FileKind::Regular) fact += ' ' + content(path).value_or("");
        if (status.kind != FileKind::Directory) return;
        auto entries = Directory::open(at(path), Follow::No).entries();
        std::ranges::sort(entries, {}, &DirectoryEntry::name);
        for (const DirectoryEntry& entry : entries)
            describe(path + '/' + entry.name, facts, firstNames);
    }

    /// What is in the target after `root` was restored over what `seed` puts there, and what was
    /// told.
    std::map<std::string, std::string> factsAfter(const BlobId& root,
                                                  std::uint32_t seed,
                                                  const RestoreTestOptions& options) {
        removeTree(target());
        makeDirectory(target(), 0700);
        chance_.seed(seed);
        fill(target(), 0);
        restoreTree(root, options, {});
        std::map<std::string, std::string> facts;
        std::map<std::uint64_t, std::string> firstNames;
        for (const DirectoryEntry& entry : Directory::open(target(), Follow::No).entries())
            describe(entry.name, facts, firstNames);
        for (const auto& [path, message] : listener_.failures)
            facts["failure of " + path] = message;
        for (const auto& [path, action] : listener_.items)
            facts["told of " + path] = std::to_string(static_cast<int>(action));
        facts["totals"] = std::to_string(counters().entriesTotal) + ' ' +
                          std::to_string(counters().entriesRestored) + ' ' +
                          std::to_string(counters().entriesSkipped) + ' ' +
                          std::to_string(counters().entriesDeleted) + ' ' +
                          std::to_string(counters().bytesTotal) + ' ' +
                          std::to_string(counters().bytesRestored) + ' ' +
                          std::to_string(counters().filesVerified);
        return facts;
    }

    std::minstd_rand chance_;
};

TEST_F(RandomRestore, InSectionsGivesWhatItGivesInOne) {
    constexpr OverwriteRule kRules[] = {OverwriteRule::Always, OverwriteRule::IfChanged,
                                        OverwriteRule::IfNewer, OverwriteRule::Never};
    for (std::uint32_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        chance_.seed(seed);
        std::vector<Node> nodes;
        for (char name = 'a'; name < 'g'; ++name)
            nodes.push_back(randomNode(std::string(1, name), 0));
        const BlobId root = builder_.addTree(nodes);
        RestoreTestOptions options;
        options.rules.overwrite = kRules[seed % 4];
        options.rules.deleteExtra = seed % 3 == 0;
        options.verification = seed % 2 == 0 ? Verification::Yes : Verification::No;
        options.isPreview = seed % 5 == 0;
        if (seed % 7 == 0) options.patterns.excludes = {"b"};
        if (seed % 11 == 0) options.patterns.includes = {"c"};
        limit_ = {};
        const auto whole = factsAfter(root, seed, options);
        EXPECT_EQ(sections_, 1U);
        for (const std::size_t items : {1U, 2U, 5U}) {
            limit_ = {.items = items};
            EXPECT_EQ(factsAfter(root, seed, options), whole) << items;
        }
    }
}

}  // namespace
}  // namespace tl::engine

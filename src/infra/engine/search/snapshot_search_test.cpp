#include "infra/engine/search/snapshot_search.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

using Lines = std::vector<std::string>;

class RecordedMatches final : public SearchListener {
  public:
    void onMatch(const SearchMatch& match) override { lines.push_back(match.path); }
    void onProblem(const std::string& path, const Error& /*error*/) override {
        lines.push_back("problem " + path);
    }

    Lines lines;
};

class SnapshotSearchTest : public testing::Test {
  protected:
    /// What each of the snapshots has.
    Lines search(const std::vector<BlobId>& roots, const SearchQuery& query) {
        BlobReader reader{builder_.repository(), builder_.index()};
        SnapshotSearch search{reader, query};
        RecordedMatches matches;
        for (const BlobId& root : roots) {
            search.search(root, matches, {});
            matches.lines.emplace_back("--");
        }
        matches.lines.pop_back();
        return matches.lines;
    }

    static SearchQuery names(const std::vector<std::string>& patterns,
                             LetterCase letterCase = LetterCase::Distinct) {
        SearchQuery query;
        query.patterns = PatternList{patterns, letterCase};
        return query;
    }

    RepositoryBuilder builder_;
    const BlobId one_ = builder_.addData("one");
    const BlobId inner_ =
        builder_.addTree(std::vector{fileNode("Note.TXT", {one_}, 3), fileNode("x.txt", {}, 0)});
    const BlobId root_ = builder_.addTree(
        std::vector{folderNode("a", inner_), folderNode("b", inner_), fileNode("x.txt", {}, 0)});
};

TEST_F(SnapshotSearchTest, FindsNamesAndPaths) {
    EXPECT_EQ(search({root_}, names({"x.txt"})), (Lines{"/a/x.txt", "/b/x.txt", "/x.txt"}));
    EXPECT_EQ(search({root_}, names({"/b/x.*"})), Lines{"/b/x.txt"});
    EXPECT_EQ(search({root_}, names({"nothing", "n*.txt"}, LetterCase::Ignored)),
              (Lines{"/a/Note.TXT", "/b/Note.TXT"}));
    EXPECT_EQ(search({root_}, names({"b"})), (Lines{"/b", "/b/Note.TXT", "/b/x.txt"}));
}

TEST_F(SnapshotSearchTest, TellsTheSameOfEverySnapshot) {
    // The other snapshot shares a folder, at another path too.
    const BlobId other = builder_.addTree(
        std::vector{folderNode("b", inner_), folderNode("c", inner_), fileNode("y", {}, 0)});
    EXPECT_EQ(search({root_, other, root_}, names({"/b/x.txt", "/c/Note*"})),
              (Lines{"/b/x.txt", "--", "/b/x.txt", "/c/Note.TXT", "--", "/b/x.txt"}));
}

TEST_F(SnapshotSearchTest, TellsTheSameOfManyMatches) {
    std::vector<Node> nodes;
    Lines expected;
    for (int i = 1000; i < 3000; ++i) {
        nodes.push_back(fileNode(std::to_string(i), {}, 0));
        expected.push_back("/many/" + std::to_string(i));
    }
    const BlobId root = builder_.addTree(std::vector{folderNode("many", builder_.addTree(nodes))});
    Lines twice = expected;
    twice.emplace_back("--");
    twice.insert(twice.end(), expected.begin(), expected.end());
    EXPECT_EQ(search({root, root}, names({"/many/*"})), twice);
}

TEST_F(SnapshotSearchTest, LooksIntoSharedTreesOnce) {
    BlobReader reader{builder_.repository(), builder_.index()};
    const SearchQuery query = names({"nothing"});
    SnapshotSearch search{reader, query};
    RecordedMatches matches;
    search.search(root_, matches, {});
    // Without its packs, only what is remembered can be answered.
    for (const PackId& pack : builder_.index().packs())
        builder_.backend().remove({storage::FileType::Pack, pack.hex()}, {});
    search.search(root_, matches, {});
    EXPECT_EQ(matches.lines, Lines{});
}

TEST_F(SnapshotSearchTest, FindsByTime) {
    Node early = fileNode("early", {}, 0);
    Node late = fileNode("late", {}, 0);
    early.mtime.seconds = 10;
    late.mtime.seconds = 20;
    const BlobId root = builder_.addTree(std::vector{early, late});
    SearchQuery query = names({"*"});
    query.oldest = Timestamp{.seconds = 20};
    EXPECT_EQ(search({root}, query), Lines{"/late"});
    query.oldest.reset();
    query.newest = Timestamp{.seconds = 10};
    EXPECT_EQ(search({root}, query), Lines{"/early"});
}

TEST_F(SnapshotSearchTest, FindsBlobs) {
    SearchQuery query;
    query.blobs = {{BlobType::Data, one_}};
    EXPECT_EQ(search({root_}, query), (Lines{"/a/Note.TXT", "/b/Note.TXT"}));
    query.blobs = {{BlobType::Tree, inner_}, {BlobType::Tree, root_}};
    EXPECT_EQ(search({root_}, query), (Lines{"/", "/a", "/b"}));
}

TEST_F(SnapshotSearchTest, GoesOnBehindWhatCannotBeRead) {
    const BlobId root =
        builder_.addTree(std::vector{folderNode("lost", BlobId{}), fileNode("x.txt", {}, 0)});
    EXPECT_EQ(search({root}, names({"x.txt"})), (Lines{"problem /lost", "/x.txt"}));
}

}  // namespace
}  // namespace tl::engine

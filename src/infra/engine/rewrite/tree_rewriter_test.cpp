#include "infra/engine/rewrite/tree_rewriter.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/clock.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kPackSize = std::size_t{4} << 20U;

class TreeRewriterTest : public testing::Test {
  protected:
    Node file(const std::string& name, const std::string& content) {
        return fileNode(name, {builder_.addData(content)}, content.size());
    }

    /// /docs with a.txt and b.tmp, /empty, /src with main.c.
    BlobId makeTree() {
        docs_ = builder_.addTree({file("a.txt", "text"), file("b.tmp", "temporary")});
        src_ = builder_.addTree({file("main.c", "int")});
        const BlobId empty = builder_.addTree(std::vector<Node>{});
        return builder_.addTree({folderNode("docs", docs_), folderNode("empty", empty),
                                 symlinkNode("link", "docs"), folderNode("src", src_)});
    }

    /// Rewrites each of `roots` in one run.
    std::vector<RewrittenTree> rewriteAll(const std::vector<BlobId>& roots,
                                          const RestorePatterns& patterns) {
        const RestoreSelection selection{patterns};
        BlobReader reader{builder_.repository(), builder_.index()};
        BlobClaims claims{builder_.index()};
        IndexWriter indexWriter{builder_.repository(), clock_};
        PackWriter packs{builder_.repository(), indexWriter, kPackSize};
        BlobSaver saver{builder_.repository(), claims, packs, {}};
        TreeRewriter rewriter{reader, saver, selection,
                              [this](const std::string& path) { leftOut_.push_back(path); }};
        std::vector<RewrittenTree> rewritten;
        for (const BlobId& root : roots)
            rewritten.push_back(rewriter.rewrite(root, {}));
        packs.finish({});
        indexWriter.flush({});
        packCount_ = packs.packCount();
        return rewritten;
    }

    RewrittenTree rewrite(const BlobId& root, const RestorePatterns& patterns) {
        return rewriteAll({root}, patterns).front();
    }

    RestorePatterns excluding(Texts patterns) {
        RestorePatterns all;
        all.excludes = std::move(patterns);
        return all;
    }
    RestorePatterns including(Texts patterns) {
        RestorePatterns all;
        all.includes = std::move(patterns);
        return all;
    }

    SystemClock clock_;
    RepositoryBuilder builder_;
    BlobId docs_;
    BlobId src_;
    Texts leftOut_;
    std::size_t packCount_ = 0;
};

TEST_F(TreeRewriterTest, LeavesATreeThatDoesNotChange) {
    const BlobId root = makeTree();
    const auto rewritten = rewrite(root, excluding({"*.unknown"}));
    EXPECT_EQ(rewritten.tree, root);
    EXPECT_EQ(rewritten.totals, (TreeTotals{.files = 3, .bytes = 16}));
    EXPECT_EQ(packCount_, 0U);
    EXPECT_TRUE(leftOut_.empty());
}

TEST_F(TreeRewriterTest, LeavesOutWhatIsExcluded) {
    const BlobId root = makeTree();
    const auto rewritten = rewrite(root, excluding({"*.tmp", "/src"}));
    EXPECT_EQ(leftOut_, (Texts{"/docs/b.tmp", "/src"}));
    EXPECT_EQ(rewritten.totals, (TreeTotals{.files = 1, .bytes = 4}));
    // Byte for byte what a backup without these files would have made.
    const BlobId docs = builder_.addTree({file("a.txt", "text")});
    const BlobId expected = builder_.addTree(
        {folderNode("docs", docs), folderNode("empty", builder_.addTree(std::vector<Node>{})),
         symlinkNode("link", "docs")});
    EXPECT_EQ(rewritten.tree, expected);
}

TEST_F(TreeRewriterTest, KeepsFoldersThatBecomeEmptyByExcludes) {
    const BlobId root = makeTree();
    const auto rewritten = rewrite(root, excluding({"main.c"}));
    const BlobId empty = builder_.addTree(std::vector<Node>{});
    EXPECT_EQ(rewritten.tree,
              builder_.addTree({folderNode("docs", docs_), folderNode("empty", empty),
                                symlinkNode("link", "docs"), folderNode("src", empty)}));
    EXPECT_FALSE(rewritten.isEmpty);
    EXPECT_TRUE(rewrite(root, excluding({"*"})).isEmpty);
}

TEST_F(TreeRewriterTest, KeepsOnlyWhatIsIncludedAndTheFoldersToIt) {
    const BlobId root = makeTree();
    const auto rewritten = rewrite(root, including({"*.txt"}));
    const BlobId docs = builder_.addTree({file("a.txt", "text")});
    EXPECT_EQ(rewritten.tree, builder_.addTree({folderNode("docs", docs)}));
    EXPECT_EQ(rewritten.totals, (TreeTotals{.files = 1, .bytes = 4}));
    EXPECT_EQ(rewrite(root, including({"/src"})).tree, builder_.addTree({folderNode("src", src_)}));
    EXPECT_EQ(rewrite(root, including({"empty"})).tree,
              builder_.addTree({folderNode("empty", builder_.addTree(std::vector<Node>{}))}));
    EXPECT_TRUE(rewrite(root, including({"/nowhere"})).isEmpty);
}

/// Keys of other programs, another order, names that we would quote otherwise.
TEST_F(TreeRewriterTest, KeepsTheBytesOfWhatStays) {
    const std::string odd = R"({"type":"file","name":"\u0061","future":[1,2],"content":[]})";
    const BlobId below =
        builder_.addTree(R"({"nodes":[)" + odd + R"(,{"name":"b","type":"file"}]})");
    const auto above = [&](const BlobId& tree) {
        return R"({"version":7,"nodes":[{"subtree":")" + tree.hex() +
               R"(","name":"d","type":"dir","future":null}]})";
    };
    const BlobId root = builder_.addTree(above(below));
    const auto rewritten = rewrite(root, excluding({"b"}));
    const BlobId newBelow = builder_.addTree(R"({"nodes":[)" + odd + "]}");
    EXPECT_EQ(rewritten.tree, builder_.addTree(above(newBelow)));
}

TEST_F(TreeRewriterTest, RemembersWhatBecameOfAFolderAtItsPlace) {
    const BlobId root = makeTree();
    const BlobId other = builder_.addTree({folderNode("docs", docs_), folderNode("more", docs_)});
    const auto rewritten = rewriteAll({root, other, root}, excluding({"/docs/b.tmp"}));
    EXPECT_EQ(leftOut_, Texts{"/docs/b.tmp"}) << "looked at once";
    EXPECT_EQ(rewritten[0].tree, rewritten[2].tree);
    EXPECT_EQ(rewritten[1].totals, (TreeTotals{.files = 3, .bytes = 17}));
    const BlobId docs = builder_.addTree({file("a.txt", "text")});
    EXPECT_EQ(rewritten[1].tree,
              builder_.addTree({folderNode("docs", docs), folderNode("more", docs_)}));
}

TEST_F(TreeRewriterTest, FailsOnATreeThatIsMissingOrNone) {
    BlobId missing;
    missing.digest.fill(std::byte{7});
    const BlobId lost = builder_.addTree({folderNode("a", missing)});
    EXPECT_EQ(kindThrown([&] { rewrite(lost, excluding({"x"})); }), ErrorKind::NotFound);
    const BlobId folderOfNothing =
        builder_.addTree(std::string_view{R"({"nodes":[{"name":"a","type":"dir"}]})"});
    EXPECT_EQ(kindThrown([&] { rewrite(folderOfNothing, excluding({"x"})); }),
              ErrorKind::Corrupted);
    const BlobId none = builder_.addTree(std::string_view{"[]"});
    EXPECT_EQ(kindThrown([&] { rewrite(none, excluding({"x"})); }), ErrorKind::Corrupted);
    // The reader understands this list, the splitter does not.
    const BlobId disguised = builder_.addTree(
        std::string_view{R"({"nod\u0065s":[{"name":"a","type":"file"}],"nodes":[]})"});
    (void)rewrite(disguised, excluding({"x"}));
    const BlobId hidden = builder_.addTree(
        std::string_view{R"({"nodes":[],"nod\u0065s":[{"name":"a","type":"file"}]})"});
    EXPECT_EQ(kindThrown([&] { rewrite(hidden, excluding({"x"})); }), ErrorKind::Corrupted);
}

TEST_F(TreeRewriterTest, EndsAtDepthsThatNobodyMakes) {
    BlobId tree = builder_.addTree(std::vector<Node>{});
    builder_.beginPack();
    for (int depth = 0; depth < 5000; ++depth)
        tree = builder_.addTree({folderNode("d", tree)});
    (void)builder_.endPack();
    EXPECT_EQ(kindThrown([&] { rewrite(tree, excluding({"x"})); }), ErrorKind::Corrupted);
}

TEST_F(TreeRewriterTest, StopsWhenAsked) {
    const BlobId root = makeTree();
    const RestoreSelection selection{excluding({"x"})};
    BlobReader reader{builder_.repository(), builder_.index()};
    BlobClaims claims{builder_.index()};
    IndexWriter indexWriter{builder_.repository(), clock_};
    PackWriter packs{builder_.repository(), indexWriter, kPackSize};
    BlobSaver saver{builder_.repository(), claims, packs, {}};
    TreeRewriter rewriter{reader, saver, selection, {}};
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW((void)rewriter.rewrite(root, source.get_token()), Cancelled);
}

}  // namespace
}  // namespace tl::engine

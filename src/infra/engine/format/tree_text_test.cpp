#include "infra/engine/format/tree_text.h"

#include <string>

#include <gtest/gtest.h>

#include "infra/engine/format/golden.h"
#include "infra/engine/format/tree.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::engine {
namespace {

std::span<const std::byte> bytesOf(const std::string& text) {
    return std::as_bytes(std::span{text});
}

std::string rebuilt(const std::string& json) {
    const TreeText text = splitTree(bytesOf(json));
    TreeTextBuilder builder{text};
    for (const std::string_view node : text.nodes)
        builder.add(node);
    return builder.finish();
}

/// The node `{"name":"a",…}` in a tree by itself, as restic would write it.
const std::string kA = R"({"name":"a","type":"file","content":["x,]}"]})";
const std::string kB = R"({"name":"b\"},{","type":"dir","subtree":"11"})";

TEST(TreeText, FindsTheNodes) {
    const std::string json = R"({"nodes":[)" + kA + "," + kB + "]}\n";
    const TreeText text = splitTree(bytesOf(json));
    ASSERT_EQ(text.nodes.size(), 2U);
    EXPECT_EQ(text.nodes[0], kA);
    EXPECT_EQ(text.nodes[1], kB);
    EXPECT_EQ(text.head, R"({"nodes":[)");
    EXPECT_EQ(text.tail, "]}\n");
}

TEST(TreeText, KeepsWhatItDoesNotKnow) {
    const std::string json =
        R"( {"other":[{"nodes":1}], "nodes" : [ )" + kA + " , " + kB + R"( ], "more":"]"} )";
    const TreeText text = splitTree(bytesOf(json));
    ASSERT_EQ(text.nodes.size(), 2U);
    TreeTextBuilder builder{text};
    builder.add(text.nodes[1]);
    EXPECT_EQ(builder.finish(),
              R"( {"other":[{"nodes":1}], "nodes" : [ )" + kB + R"( ], "more":"]"} )");
}

TEST(TreeText, PutsTogetherWhatItTookApart) {
    for (const std::string& json :
         {std::string{"{\"nodes\":[]}\n"}, std::string{"{\"nodes\":null}\n"},
          R"({"nodes":[)" + kA + "," + kB + "]}\n"})
        EXPECT_EQ(rebuilt(json), json);
}

/// All kinds of nodes that restic writes: what the reader finds, this finds.
TEST(TreeText, AgreesWithTheReader) {
    const std::string json = goldenText("format/tree_w_utc.json");
    const TreeText text = splitTree(bytesOf(json));
    TreeReader reader;
    const auto nodes = reader.readAll(bytesOf(json));
    ASSERT_EQ(text.nodes.size(), nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::string alone = R"({"nodes":[)" + std::string{text.nodes[i]} + "]}";
        EXPECT_EQ(reader.readAll(bytesOf(alone)), std::vector<Node>{nodes[i]});
    }
    EXPECT_EQ(rebuilt(json), json);
}

TEST(TreeText, MakesAnEmptyTreeOfNoNodes) {
    const std::string json = R"({"nodes":[)" + kA + "]}\n";
    const TreeText text = splitTree(bytesOf(json));
    TreeTextBuilder builder{text};
    EXPECT_EQ(builder.finish(), "{\"nodes\":[]}\n");
}

TEST(TreeText, ExchangesTheSubtree) {
    BlobId id;
    id.digest.fill(std::byte{0xab});
    EXPECT_EQ(withSubtree(R"({"a":{"subtree":"no"},"subtree": "11" ,"z":1})", id),
              R"({"a":{"subtree":"no"},"subtree": ")" + id.hex() + R"(" ,"z":1})");
    EXPECT_EQ(kindThrown([&] { (void)withSubtree(R"({"name":"a"})", id); }), ErrorKind::Corrupted);
    EXPECT_EQ(kindThrown([&] { (void)withSubtree(R"({"subtree":null})", id); }),
              ErrorKind::Corrupted);
}

/// Never beyond the text, whatever it is.
TEST(TreeText, EndsAtTheEnd) {
    const std::string json = R"({"nodes":[)" + kA + "," + kB + "]}\n";
    for (std::size_t size = 0; size < json.size(); ++size) {
        const std::string cut = json.substr(0, size);
        try {
            (void)rebuilt(cut);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Corrupted);
        }
    }
}

}  // namespace
}  // namespace tl::engine

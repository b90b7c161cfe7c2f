#include "infra/engine/check/node_check.h"

#include <gtest/gtest.h>

#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

const BlobId kKnown{Digest{std::byte{1}}};
const BlobId kUnknown{Digest{std::byte{2}}};

std::vector<std::string> problems(const Node& node) {
    return problemsOf(node, [](const BlobHandle& handle) {
        return handle == BlobHandle{BlobType::Data, kKnown};
    });
}

TEST(NodeCheck, IsContentWithSoundNodes) {
    EXPECT_TRUE(problems(fileNode("a", {kKnown, kKnown}, 1)).empty());
    EXPECT_TRUE(problems(fileNode("empty", {}, 0)).empty());
    EXPECT_TRUE(problems(folderNode("b", kUnknown)).empty());
    EXPECT_TRUE(problems(symlinkNode("c", "/nowhere")).empty());
}

TEST(NodeCheck, MissesContent) {
    const auto found = problems(fileNode("a", {kKnown, kUnknown, kUnknown}, 3));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].starts_with("2 of the 3 blobs")) << found[0];
    EXPECT_TRUE(found[0].ends_with(kUnknown.hex())) << found[0];
}

TEST(NodeCheck, MissesAListOfContent) {
    Node node = fileNode("a", {}, 0);
    node.content.reset();
    EXPECT_EQ(problems(node).size(), 1U);
}

TEST(NodeCheck, MissesTheTreeOfAFolder) {
    EXPECT_EQ(problems(folderNode("a", BlobId{})).size(), 1U);
    Node node = folderNode("a", kKnown);
    node.subtree.reset();
    EXPECT_EQ(problems(node).size(), 1U);
}

TEST(NodeCheck, RefusesAnUnknownType) {
    Node node = symlinkNode("a", "b");
    node.type = NodeType::Irregular;
    EXPECT_EQ(problems(node).size(), 1U);
}

TEST(NodeCheck, RefusesNamesThatLeadElsewhere) {
    for (const std::string name : {"", ".", "..", "a/b", "/"})
        EXPECT_EQ(problems(symlinkNode(name, "x")).size(), 1U) << name;
    EXPECT_EQ(problems(symlinkNode(std::string{"a\0b", 3}, "x")).size(), 1U);
    EXPECT_TRUE(problems(symlinkNode("..a", "x")).empty());
}

}  // namespace
}  // namespace tl::engine

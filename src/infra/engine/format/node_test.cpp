#include "infra/engine/format/node.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

TEST(NodeType, HasTheNamesOfTheFormat) {
    EXPECT_EQ(nameOf(NodeType::File), "file");
    EXPECT_EQ(nameOf(NodeType::Directory), "dir");
    EXPECT_EQ(nameOf(NodeType::Symlink), "symlink");
    EXPECT_EQ(nameOf(NodeType::Device), "dev");
    EXPECT_EQ(nameOf(NodeType::CharacterDevice), "chardev");
    EXPECT_EQ(nameOf(NodeType::Fifo), "fifo");
    EXPECT_EQ(nameOf(NodeType::Socket), "socket");
    EXPECT_EQ(nameOf(NodeType::Irregular), "irregular");
}

TEST(NodeType, IsFoundByItsName) {
    EXPECT_EQ(parseNodeType("chardev"), NodeType::CharacterDevice);
    EXPECT_EQ(parseNodeType("irregular"), NodeType::Irregular);
    EXPECT_FALSE(parseNodeType(""));
    EXPECT_FALSE(parseNodeType("File"));
    EXPECT_FALSE(parseNodeType("files"));
}

}  // namespace
}  // namespace tl::engine

#include "infra/engine/mount/inode_number.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

Node linkedNode(std::uint64_t inode, std::uint64_t links) {
    Node node;
    node.type = NodeType::File;
    node.inode = inode;
    node.deviceId = 7;
    node.links = links;
    return node;
}

SnapshotId snapshotOf(unsigned char number) {
    SnapshotId id;
    id.digest[0] = std::byte{number};
    return id;
}

TEST(InodeNumber, IsSharedByTheNamesOfOneFile) {
    const Node node = linkedNode(5, 2);
    EXPECT_EQ(inodeNumberOf("/a/one", node, snapshotOf(1)),
              inodeNumberOf("/a/two", node, snapshotOf(1)));
    EXPECT_NE(inodeNumberOf("/a/one", node, snapshotOf(1)),
              inodeNumberOf("/a/two", linkedNode(6, 2), snapshotOf(1)));
}

TEST(InodeNumber, DiffersBetweenSnapshots) {
    const Node node = linkedNode(5, 2);
    EXPECT_NE(inodeNumberOf("/a/one", node, snapshotOf(1)),
              inodeNumberOf("/a/one", node, snapshotOf(2)));
}

TEST(InodeNumber, IsThePathsOwnForFilesOfOneName) {
    for (const Node& node : {linkedNode(5, 1), linkedNode(0, 2)}) {
        EXPECT_EQ(inodeNumberOf("/a", node, snapshotOf(1)), inodeNumberOf("/a"));
        EXPECT_NE(inodeNumberOf("/a", node, snapshotOf(1)),
                  inodeNumberOf("/b", node, snapshotOf(1)));
    }
    Node folder = linkedNode(5, 2);
    folder.type = NodeType::Directory;
    EXPECT_NE(inodeNumberOf("/a", folder, snapshotOf(1)),
              inodeNumberOf("/b", folder, snapshotOf(1)));
}

}  // namespace
}  // namespace tl::engine

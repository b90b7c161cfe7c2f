#include "infra/engine/dump/tar_header.h"

#include <string>

#include <gtest/gtest.h>

#include "infra/engine/format/file_mode.h"

namespace tl::engine {
namespace {

Node plainFile() {
    Node node;
    node.name = "file";
    node.type = NodeType::File;
    node.mode = toFileMode(NodeType::File, 0644);
    node.size = 12;
    node.mtime.seconds = 1'600'000'000;
    node.user = "me";
    return node;
}

std::string field(const std::string& header, std::size_t offset) {
    return header.c_str() + offset;
}

/// The pax records in front of the last block.
std::string paxOf(const std::string& header) {
    if (header.size() == kTarBlockSize) return {};
    return header.substr(kTarBlockSize, header.find('\0', kTarBlockSize) - kTarBlockSize);
}

TEST(TarHeader, IsOneBlockForAPlainFile) {
    const std::string header = makeTarHeader("a/file", plainFile());
    ASSERT_EQ(header.size(), kTarBlockSize);
    EXPECT_EQ(field(header, 0), "a/file");
    EXPECT_EQ(field(header, 100), "0000644");
    EXPECT_EQ(field(header, 124), "00000000014");
    EXPECT_EQ(field(header, 136), "13727410000");
    EXPECT_EQ(header[156], '0');
    EXPECT_EQ(header.substr(257, 8), std::string("ustar\00000", 8));
    EXPECT_EQ(field(header, 265), "me");
}

TEST(TarHeader, PutsWhatDoesNotFitIntoPaxRecords) {
    Node node = plainFile();
    const std::string path(150, 'x');
    node.uid = 3'000'000;
    node.size = std::uint64_t{1} << 33U;
    node.mtime.nanoseconds = 500'000'000;
    EXPECT_EQ(paxOf(makeTarHeader(path, node)), "30 mtime=1600000000.500000000\n160 path=" + path +
                                                    "\n19 size=8589934592\n"
                                                    "15 uid=3000000\n");
}

TEST(TarHeader, CountsTimesBefore1970Downwards) {
    Node node = plainFile();
    node.mtime.seconds = -2;
    EXPECT_EQ(paxOf(makeTarHeader("x", node)), "12 mtime=-2\n");
    node.mtime.nanoseconds = 250'000'000;
    EXPECT_EQ(paxOf(makeTarHeader("x", node)), "22 mtime=-1.750000000\n");
    node.mtime.seconds = -1;
    EXPECT_EQ(paxOf(makeTarHeader("x", node)), "22 mtime=-0.750000000\n");
}

TEST(TarHeader, HoldsExtendedAttributes) {
    Node node = plainFile();
    node.extendedAttributes = {
        {"user.a=b%", "value"},
        {"system.posix_acl_access", std::string("\2\0\0\0\1\0\6\0\0\0\0\0", 12)},
        {"system.posix_acl_default", "malformed"}};
    EXPECT_EQ(paxOf(makeTarHeader("x", node)),
              "32 SCHILY.acl.access=user::rw-\n\n36 SCHILY.xattr.user.a%3Db%25=value\n");
}

TEST(TarHeader, KnowsFoldersAndLinks) {
    Node node = plainFile();
    node.type = NodeType::Directory;
    const std::string folder = makeTarHeader("a", node);
    EXPECT_EQ(field(folder, 0), "a/");
    EXPECT_EQ(folder[156], '5');
    EXPECT_EQ(field(folder, 124), "00000000000");
    node.type = NodeType::Symlink;
    node.linkTarget = "to";
    const std::string link = makeTarHeader("a", node);
    EXPECT_EQ(link[156], '2');
    EXPECT_EQ(field(link, 157), "to");
}

}  // namespace
}  // namespace tl::engine

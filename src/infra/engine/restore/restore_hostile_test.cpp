// Restoring from repositories that are damaged, or made to do harm.

#include <string>
#include <utility>
#include <vector>

#include "tests/support/restore_fixture.h"

namespace tl::engine {
namespace {

class RestoreHostile : public SectionedRestoreFixture {
  protected:
    /// Replaces a byte in the middle of the pack that holds the blob.
    void damage(const BlobId& id) {
        const auto place = builder_.index().find({BlobType::Data, id});
        const storage::FileId pack{storage::FileType::Pack, place->pack.hex()};
        auto bytes = *builder_.backend().tryLoad(pack, {});
        bytes[place->blob.offset + place->blob.length / 2] ^= std::byte{1};
        builder_.backend().remove(pack, {});
        builder_.backend().save(pack, bytes, {});
    }
};

INSTANTIATE_TEST_SUITE_P(All, RestoreHostile, allSectionLimits(), nameOfLimit);

TEST_P(RestoreHostile, NamesThatLeadElsewhereAreRefusedAndTheRestGoesOn) {
    writeFile(temporary_ / "outside", "precious");
    const std::string zero{"a\0b", 3};
    std::vector<Node> nodes;
    for (const std::string& name :
         {std::string{}, std::string{"."}, std::string{".."}, std::string{"../outside"},
          std::string{"/etc/tl-test"}, std::string{"a/b"}, zero})
        nodes.push_back(file(name, "harm"));
    nodes.push_back(folder("..", {file("outside", "harm")}));
    nodes.push_back(folder("../x", {file("inner", "harm")}));
    nodes.push_back(symlinkNode("../link", "/etc"));
    nodes.push_back(file("good", "good"));
    restore(nodes);
    EXPECT_EQ(content("good"), "good");
    EXPECT_EQ(readFile(temporary_ / "outside", 100), "precious");
    EXPECT_FALSE(exists("/etc/tl-test"));
    EXPECT_FALSE(exists(temporary_ / "x"));
    EXPECT_FALSE(exists(temporary_ / "link"));
    EXPECT_EQ(counters().failures, 10U);
    EXPECT_EQ(Directory::open(target(), Follow::No).entries().size(), 1U);
}

TEST_P(RestoreHostile, OverlappingBlobsOfAForgedIndexSpoilNoOther) {
    builder_.beginPack();
    const BlobId first = builder_.addData("the first content");
    const BlobId second = builder_.addData("the second content");
    const PackId pack = builder_.endPack();
    const PackedBlob place = builder_.index().find({BlobType::Data, first})->blob;
    std::vector<Node> nodes;
    std::vector<PackedBlob> forged;
    // At its place, inside of it, and from there into the next one.
    for (const auto& [offset, length] : {std::pair{0U, place.length}, {8U, 40U}, {40U, 60U}}) {
        BlobId id = first;
        id.digest[0] ^= static_cast<std::byte>(forged.size() + 1);
        forged.push_back({{BlobType::Data, id}, place.offset + offset, length, 0});
        nodes.push_back(fileNode("forged" + std::to_string(forged.size()), {id}, length - 32));
    }
    builder_.addIndex({pack, forged});
    nodes.push_back(fileNode("good1", {first}, 17));
    nodes.push_back(fileNode("good2", {second}, 18));
    restore(nodes);
    EXPECT_EQ(content("good1"), "the first content");
    EXPECT_EQ(content("good2"), "the second content");
    for (const char* name : {"/forged1", "/forged2", "/forged3"})
        EXPECT_TRUE(hasFailed(name)) << name;
}

TEST_P(RestoreHostile, ALinkAndAFolderOfOneNameCannotLeadOut) {
    makeDirectory(temporary_ / "outside", 0700);
    const Node link = symlinkNode("a", temporary_ / "outside");
    const Node inside = folder("a", {file("file", "harm")});
    restore({link, inside});
    EXPECT_TRUE(hasFailed("/a"));
    EXPECT_FALSE(exists(temporary_ / "outside/file"));
    removeTree(at("a"));
    restore({inside, link});
    EXPECT_TRUE(hasFailed("/a"));
    EXPECT_EQ(content("a/file"), "harm") << "the first of the two is as good as any";
    EXPECT_FALSE(exists(temporary_ / "outside/file"));
}

TEST_P(RestoreHostile, TheMetadataOfAFolderIsNotSetThroughALink) {
    makeDirectory(temporary_ / "outside", 0700);
    makeSymlink(temporary_ / "outside", at("a"));
    Node node = folder("a", {});
    node.mode |= 0777;
    restore({node});
    EXPECT_EQ(readStatus(temporary_ / "outside", Follow::No).permissionBits, 0700U);
    EXPECT_EQ(readStatus(at("a"), Follow::No).kind, FileKind::Directory);
}

TEST_P(RestoreHostile, AMissingBlobCostsOneFile) {
    restore({fileNode("bad", {BlobId{}}, 5), file("good", "good")});
    EXPECT_TRUE(hasFailed("/bad"));
    EXPECT_NE(listener_.failures["/bad"].find(BlobId{}.hex()), std::string::npos);
    EXPECT_FALSE(exists(at("bad")));
    EXPECT_EQ(content("good"), "good");
    EXPECT_EQ(counters().failures, 1U);
}

TEST_P(RestoreHostile, ADamagedBlobCostsTheFilesThatHaveIt) {
    builder_.beginPack();
    const BlobId bad = builder_.addData("bad content");
    const BlobId good = builder_.addData("good content");
    const PackId pack = builder_.endPack();
    damage(bad);
    restore({fileNode("one", {bad}, 11), fileNode("parts", {good, bad}, 23),
             fileNode("right", {good, good}, 24)});
    EXPECT_TRUE(hasFailed("/one"));
    EXPECT_TRUE(hasFailed("/parts"));
    EXPECT_NE(listener_.failures["/one"].find(bad.hex()), std::string::npos);
    EXPECT_NE(listener_.failures["/one"].find(pack.hex()), std::string::npos);
    EXPECT_FALSE(exists(at("one")));
    EXPECT_FALSE(exists(at("parts"))) << "half a file must not look whole";
    EXPECT_EQ(content("right"), "good contentgood content");
    EXPECT_EQ(counters().failures, 2U);
}

TEST_P(RestoreHostile, AMissingPackCostsTheFilesInIt) {
    const Node bad = file("bad", "bad content");
    const auto place = builder_.index().find({BlobType::Data, bad.content->front()});
    builder_.backend().remove({storage::FileType::Pack, place->pack.hex()}, {});
    restore({bad, file("good", "good")});
    EXPECT_TRUE(hasFailed("/bad"));
    EXPECT_EQ(content("good"), "good");
}

TEST_P(RestoreHostile, AnotherCopyOfADamagedBlobIsUsed) {
    const BlobId id = builder_.addData("content");
    damage(id);
    (void)builder_.addData("content");
    restore({fileNode("file", {id}, 7)});
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(content("file"), "content");
}

TEST_P(RestoreHostile, AFileThatExistedIsNotRemovedWhenItCannotBeRepaired) {
    const BlobId bad = builder_.addData("bad content");
    const BlobId good = builder_.addData("good content");
    damage(bad);
    writeFile(at("file"), "old");
    restore({fileNode("file", {good, bad}, 23)});
    EXPECT_NE(listener_.failures["/file"].find("old and new"), std::string::npos);
    EXPECT_TRUE(exists(at("file")));
}

TEST_P(RestoreHostile, AHardLinkToAFailedFileFails) {
    Node first = file("a", "content");
    first.links = 2;
    first.inode = 5;
    damage(first.content->front());
    Node second = first;
    second.name = "b";
    writeFile(at("b"), "old");
    restore({first, second});
    EXPECT_TRUE(hasFailed("/b"));
    EXPECT_EQ(content("b"), "old");
}

TEST_P(RestoreHostile, AWrongSizeIsReportedAndTheContentRestored) {
    Node node = file("file", "content");
    node.size = 5000;
    restore({node});
    EXPECT_TRUE(hasFailed("/file"));
    EXPECT_EQ(content("file"), "content");
}

TEST_P(RestoreHostile, AFileWithoutContentIsRefused) {
    Node node = file("file", "content");
    node.content.reset();
    restore({node});
    EXPECT_TRUE(hasFailed("/file"));
    EXPECT_FALSE(exists(at("file")));
}

}  // namespace
}  // namespace tl::engine

#include "infra/engine/format/index_file.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

const std::string kOnes(64, '1');
const std::string kTwos(64, '2');

std::vector<IndexedPack> readIndex(std::string_view json) {
    std::vector<IndexedPack> packs;
    readIndexFile(std::as_bytes(std::span{json}),
                  [&packs](IndexedPack&& pack) { packs.push_back(std::move(pack)); });
    return packs;
}

std::string corruptionIn(std::string_view json) {
    try {
        (void)readIndex(json);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Corrupted);
        return error.what();
    }
    return {};
}

/// An index of one pack that holds one blob with these members.
std::string indexOf(const std::string& blobMembers) {
    return R"({"packs":[{"id":")" + kOnes + R"(","blobs":[{)" + blobMembers + "}]}]}";
}

std::vector<IndexedPack> twoPacks() {
    IndexedPack first;
    first.id.digest.fill(std::byte{0x11});
    PackedBlob plain{.handle = {.type = BlobType::Data, .id = {}}, .offset = 0, .length = 100};
    plain.handle.id.digest.fill(std::byte{0x22});
    PackedBlob compressed{.handle = {.type = BlobType::Tree, .id = {}},
                          .offset = 100,
                          .length = 4'294'967'195,
                          .uncompressedLength = 4'294'967'295};
    compressed.handle.id.digest.fill(std::byte{0xab});
    first.blobs = {plain, compressed};
    IndexedPack second = first;
    second.id.digest.fill(std::byte{0xcd});
    second.blobs.pop_back();
    return {first, second};
}

TEST(IndexFile, HasTheBytesOfTheFormat) {
    auto packs = twoPacks();
    packs.pop_back();
    std::string ab;
    for (int i = 0; i < 32; ++i)
        ab += "ab";
    EXPECT_EQ(writeIndexFile(packs),
              R"({"packs":[{"id":")" + kOnes + R"(","blobs":[{"id":")" + kTwos +
                  R"(","type":"data","offset":0,"length":100},{"id":")" + ab +
                  R"(","type":"tree","offset":100,"length":4294967195,)"
                  R"("uncompressed_length":4294967295}]}]})"
                  "\n");
    EXPECT_EQ(writeIndexFile({}), "{\"packs\":[]}\n");
}

TEST(IndexFile, RoundTrips) {
    EXPECT_EQ(readIndex(writeIndexFile(twoPacks())), twoPacks());
    EXPECT_TRUE(readIndex(writeIndexFile({})).empty());
}

TEST(IndexFile, ReadsTheArrayOfRestic010) {
    const std::string json = writeIndexFile(twoPacks());
    const std::size_t start = std::string_view{R"({"packs":)"}.size();
    EXPECT_EQ(readIndex(json.substr(start, json.size() - start - 2)), twoPacks());
}

TEST(IndexFile, IgnoresWhatResticIgnores) {
    const auto packs = readIndex(
        R"({"supersedes":[")" + kOnes +
        R"("],"packs_to_delete":[{"id":"x"}],"future":{"a":[1.5]},)" +
        R"("packs":[{"time":"2024-01-01T00:00:00Z","size":5,"blobs":[{"length":32,"future":[],)" +
        R"("offset":7,"type":"tree","uncompressed_length":null,"id":")" + kTwos + R"("}],"id":")" +
        kOnes + R"("}]})");
    ASSERT_EQ(packs.size(), 1U);
    EXPECT_EQ(packs[0].id.hex(), kOnes);
    ASSERT_EQ(packs[0].blobs.size(), 1U);
    EXPECT_EQ(packs[0].blobs[0].handle.id.hex(), kTwos);
    EXPECT_EQ(packs[0].blobs[0].handle.type, BlobType::Tree);
    EXPECT_EQ(packs[0].blobs[0].offset, 7U);
    EXPECT_EQ(packs[0].blobs[0].length, 32U);
    EXPECT_FALSE(packs[0].blobs[0].isCompressed());
}

TEST(IndexFile, TakesMissingListsAsEmpty) {
    EXPECT_TRUE(readIndex("{}").empty());
    EXPECT_TRUE(readIndex(R"({"packs":null})").empty());
    EXPECT_TRUE(readIndex(R"({"packs":[{"id":")" + kOnes + R"("}]})").at(0).blobs.empty());
}

TEST(IndexFile, RefusesBadBlobs) {
    const std::string id = R"("id":")" + kTwos + R"(",)";
    const std::string good = id + R"("type":"data","offset":0,"length":32)";
    EXPECT_EQ(corruptionIn(indexOf(good)), "");
    EXPECT_EQ(corruptionIn(indexOf(id + R"("type":"data","offset":0,"length":31)")),
              "index: a blob shorter than its box");
    EXPECT_EQ(corruptionIn(indexOf(id + R"("type":"data","offset":4294967263,"length":32)")), "");
    EXPECT_EQ(corruptionIn(indexOf(id + R"("type":"data","offset":4294967264,"length":32)")),
              "index: a blob beyond 4 GiB");
    EXPECT_EQ(corruptionIn(indexOf(R"("type":"data","offset":0,"length":32)")),
              "index: a blob without ID or type");
    EXPECT_EQ(corruptionIn(indexOf(id + R"("offset":0,"length":32)")),
              "index: a blob without ID or type");
    for (const char* rest :
         {R"("type":"file","offset":0,"length":32)", R"("type":1,"offset":0,"length":32)",
          R"("type":"data","offset":-1,"length":32)", R"("type":"data","offset":0.5,"length":32)",
          R"("type":"data","offset":0,"length":4294967296)",
          R"("type":"data","offset":0,"length":32,"uncompressed_length":4294967296)"}) {
        EXPECT_NE(corruptionIn(indexOf(id + rest)), "") << rest;
    }
}

TEST(IndexFile, RefusesWhatIsNoIndex) {
    for (const char* json :
         {"", "1", "null", R"({"packs":{}})", R"({"packs":[1]})", R"({"packs":[{"blobs":[]}]})",
          R"({"packs":[{"id":"12"}]})", R"({"packs":[]}x)", R"({"packs":[)"}) {
        EXPECT_NE(corruptionIn(json), "") << json;
    }
}

}  // namespace
}  // namespace tl::engine

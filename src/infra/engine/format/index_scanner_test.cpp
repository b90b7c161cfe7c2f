#include "infra/engine/format/index_scanner.h"

#include <string>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::engine {
namespace {

std::vector<IndexedPack> somePacks() {
    PackId first;
    first.digest.fill(std::byte{0x1f});
    PackId second;
    second.digest.fill(std::byte{0xa0});
    BlobId id;
    id.digest.fill(std::byte{0x5c});
    return {{first,
             {{{BlobType::Data, id}, 0, 32, 0},
              {{BlobType::Data, id}, 32, 4000000000, 4294967295},
              {{BlobType::Tree, id}, 7, 99, 100}}},
            {second, {{{BlobType::Tree, id}, 0, 50, 0}}}};
}

std::span<const std::byte> bytesOf(const std::string& text) {
    return std::as_bytes(std::span{text});
}

std::vector<IndexedPack> readSlowly(const std::string& json) {
    std::vector<IndexedPack> packs;
    readIndexFile(bytesOf(json), [&](IndexedPack&& pack) { packs.push_back(std::move(pack)); });
    return packs;
}

TEST(IndexScanner, ReadsWhatWeWrite) {
    const std::string json = writeIndexFile(somePacks());
    EXPECT_EQ(tryScanIndexFile(bytesOf(json)), somePacks());
    EXPECT_EQ(tryScanIndexFile(bytesOf(json.substr(0, json.size() - 1))), somePacks());
    const std::string empty = writeIndexFile({});
    EXPECT_EQ(tryScanIndexFile(bytesOf(empty)), std::vector<IndexedPack>{});
}

TEST(IndexScanner, PassesOverWhatIsSuperseded) {
    const std::string id(64, '7');
    const std::string json = writeIndexFile(somePacks());
    const std::string superseding =
        R"({"supersedes":[")" + id + R"(",")" + id + R"("],)" + json.substr(1);
    EXPECT_EQ(tryScanIndexFile(bytesOf(superseding)), somePacks());
}

// Whatever byte is changed: what the scanner reads, the general reader reads in the same way.
TEST(IndexScanner, NeverDiffersFromTheGeneralReader) {
    const std::string json = writeIndexFile(somePacks());
    for (std::size_t place = 0; place < json.size(); ++place) {
        for (const char byte : {' ', '0', '9', 'f', '"', ',', '}', ']', '-', '.'}) {
            std::string changed = json;
            changed[place] = byte;
            const auto scanned = tryScanIndexFile(bytesOf(changed));
            if (!scanned) continue;
            EXPECT_EQ(*scanned, readSlowly(changed)) << place << byte;
        }
        const bool isWhole = place == json.size() - 1;
        EXPECT_EQ(tryScanIndexFile(bytesOf(json).first(place)).has_value(), isWhole);
    }
}

TEST(IndexScanner, LeavesUnusualFormsToTheGeneralReader) {
    const std::string json = writeIndexFile(somePacks());
    std::string spaced = json;
    spaced.insert(1, " ");
    EXPECT_FALSE(tryScanIndexFile(bytesOf(spaced)));
    EXPECT_EQ(readSlowly(spaced), somePacks());
    std::string small = json;
    small.replace(small.find("\"length\":32"), 11, "\"length\":31");
    EXPECT_FALSE(tryScanIndexFile(bytesOf(small)));
    EXPECT_EQ(kindThrown([&] { (void)readSlowly(small); }), ErrorKind::Corrupted);
}

}  // namespace
}  // namespace tl::engine

#include "infra/engine/restore/replaced/replaced_list.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "infra/engine/crypto/sha256.h"
#include "infra/errors/kind_thrown.h"

namespace tl::engine {
namespace {

ReplacedEntry everything() {
    OldState old{.kind = FileKind::Symlink, .sizeBytes = 5};
    old.metadata = {.permissionBits = 07777,
                    .userId = 1,
                    .groupId = 2,
                    .accessed = {-5, 0},
                    .modified = {1'700'000'000, 999'999'999},
                    .attributes = {{"user.a", std::string("\0\xff", 2)}, {"user.b", ""}}};
    return {.path = "folder/na\nme\xff",
            .slot = {ReplacedKind::Special, 12},
            .old = old,
            .made = MadeState{.kind = FileKind::BlockDevice,
                              .sizeBytes = 1,
                              .modified = {7, 8},
                              .linkTarget = "../elsewhere",
                              .device = 9,
                              .content = MadeContent{.blobSizes = {1, 0xffffffff}, .digest = {}},
                              .mayHaveMoreNames = true}};
}

ReplacedEntry removed(const std::string& path) {
    return {.path = path, .slot = {ReplacedKind::Removal, 0}, .old = OldState{}, .made = {}};
}

ReplacedEntry parentItself() {
    return {.path = {},
            .slot = {ReplacedKind::Folder, 0},
            .old = OldState{.kind = FileKind::Directory},
            .made = MadeState{.kind = FileKind::Directory}};
}

bool isRefused(const std::vector<std::byte>& bytes) {
    return kindThrown([&] { (void)decodeList(bytes); }) == ErrorKind::Corrupted;
}

bool isRefused(const ReplacedEntry& entry) {
    return isRefused(encodeList({entry}));
}

/// With a right checksum, so that what lies behind it is reached.
std::vector<std::byte> sealed(std::vector<std::byte> content) {
    const auto digest = sha256(content);
    content.insert(content.end(), digest.begin(), digest.end());
    return content;
}

std::vector<std::byte> withoutSeal(std::vector<std::byte> bytes) {
    bytes.resize(bytes.size() - sizeof(Sha256Digest));
    return bytes;
}

TEST(ReplacedList, IsReadBackAsItWasWritten) {
    const ReplacedList list{everything(), parentItself(), removed("a")};
    EXPECT_EQ(decodeList(encodeList(list)), list);
    EXPECT_EQ(decodeList(encodeList({})), ReplacedList{});
}

TEST(ReplacedList, LeadsNowhereElse) {
    for (const char* path : {"..", "../a", "a/../b", "a/..", "/a", "a//b", "a/", ".", "./a"})
        EXPECT_TRUE(isRefused(removed(path))) << path;
    EXPECT_TRUE(isRefused(removed(std::string("a\0b", 3))));
    EXPECT_FALSE(isRefused(removed("...")));
    EXPECT_TRUE(isRefused(removed(""))) << "the folder itself cannot be removed";
    EXPECT_FALSE(isRefused(parentItself()));
}

TEST(ReplacedList, IsRefusedWhenAnyBitIsWrong) {
    const auto bytes = encodeList({everything(), parentItself()});
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] ^= std::byte{1};
        EXPECT_TRUE(isRefused(changed)) << i;
    }
}

TEST(ReplacedList, IsRefusedWhenItIsCutOrTooLong) {
    const auto bytes = encodeList({everything()});
    const auto content = withoutSeal(bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_TRUE(isRefused({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}));
    for (std::size_t size = 0; size < content.size(); ++size)
        EXPECT_TRUE(isRefused(
            sealed({content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size)})));
    auto longer = content;
    longer.push_back({});
    EXPECT_TRUE(isRefused(sealed(longer)));
}

TEST(ReplacedList, ACountThatCannotBeTakesNoMemory) {
    auto content = withoutSeal(encodeList({}));
    std::fill(content.end() - 8, content.end(), std::byte{0xff});
    EXPECT_TRUE(isRefused(sealed(content)));
}

TEST(ReplacedList, WhatIsOutOfRangeIsRefused) {
    ReplacedEntry entry = everything();
    entry.old->metadata.permissionBits = 010000;
    EXPECT_TRUE(isRefused(entry));
    entry = everything();
    entry.old->metadata.modified.nanoseconds = 1'000'000'000;
    EXPECT_TRUE(isRefused(entry));
    entry = everything();
    entry.made->modified.nanoseconds = -1;
    EXPECT_TRUE(isRefused(entry));
    entry = everything();
    entry.slot.kind = static_cast<ReplacedKind>('x');
    EXPECT_TRUE(isRefused(entry));
    entry = everything();
    entry.made->kind = static_cast<FileKind>(8);
    EXPECT_TRUE(isRefused(entry));
    entry.old.reset();
    entry.made.reset();
    EXPECT_TRUE(isRefused(entry)) << "neither old nor new";
}

TEST(ReplacedAbout, IsReadBackAndNothingElse) {
    const ReplacedAbout about{.id = "0123456789abcdef",
                              .snapshot = "abc",
                              .target = "/a\xff",
                              .startedAt = {-1, 5},
                              .folderInode = 1,
                              .parentInode = 2};
    const auto bytes = encodeAbout(about);
    EXPECT_EQ(decodeAbout(bytes), about);
    const auto isBad = [](const std::vector<std::byte>& wrong) {
        return kindThrown([&] { (void)decodeAbout(wrong); }) == ErrorKind::Corrupted;
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] ^= std::byte{1};
        EXPECT_TRUE(isBad(changed)) << i;
    }
    ReplacedAbout wrong = about;
    wrong.id = "../../../../etc/";
    EXPECT_TRUE(isBad(encodeAbout(wrong)));
    EXPECT_TRUE(isBad(encodeList({})));
}

}  // namespace
}  // namespace tl::engine

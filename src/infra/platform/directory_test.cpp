#include "infra/platform/directory.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

std::vector<DirectoryEntry> sorted(std::vector<DirectoryEntry> entries) {
    std::ranges::sort(entries, {}, &DirectoryEntry::name);
    return entries;
}

TEST(Directory, ListsEveryEntryWithItsKind) {
    const TemporaryDirectory folder;
    writeFile(folder / "file", "x");
    makeDirectory(folder / "folder", 0700);
    makeSymlink("nowhere", folder / "link");
    makeFifo(folder / "fifo", 0600);
    const Directory directory = Directory::open(folder.path(), Follow::No);
    const std::vector<DirectoryEntry> expected = {{"fifo", FileKind::Fifo},
                                                  {"file", FileKind::Regular},
                                                  {"folder", FileKind::Directory},
                                                  {"link", FileKind::Symlink}};
    EXPECT_EQ(sorted(directory.entries()), expected);
    EXPECT_EQ(sorted(directory.entries()), expected) << "a second time";
}

TEST(Directory, ReachesItsEntriesByName) {
    const TemporaryDirectory folder;
    makeDirectory(folder / "sub", 0700);
    writeFile(folder / "sub/file", "12345");
    makeSymlink("file", folder / "sub/link");
    const Directory sub = Directory::open(folder.path(), Follow::No).openSub("sub");
    EXPECT_EQ(sub.tryStatus("file")->sizeBytes, 5U);
    EXPECT_EQ(sub.tryStatus("link")->kind, FileKind::Symlink);
    EXPECT_FALSE(sub.tryStatus("missing").has_value());
    EXPECT_EQ(sub.readLink("link"), "file");
    EXPECT_EQ(sub.openSource("file").path(), folder / "sub/file");
}

TEST(Directory, RefusesALinkAsSubfolder) {
    const TemporaryDirectory folder;
    makeSymlink("/", folder / "link");
    const Directory directory = Directory::open(folder.path(), Follow::No);
    EXPECT_THROW((void)directory.openSub("link"), Error);
    EXPECT_THROW((void)Directory::open(folder / "link", Follow::No), Error);
    EXPECT_NO_THROW((void)Directory::open(folder / "link", Follow::Yes));
}

}  // namespace
}  // namespace tl

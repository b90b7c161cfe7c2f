#include "infra/platform/file_system.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/temporary_directory.h"
#include "infra/platform/test_child.h"

namespace tl {
namespace {

class FileSystemTest : public testing::Test {
  protected:
    const TemporaryDirectory folder_;
    const std::string path_ = folder_ / "file";
    const std::string other_ = folder_ / "other";
};

TEST_F(FileSystemTest, ReadsAWholeFileUpToALimit) {
    const std::string content(200'000, 'x');
    writeFile(path_, content);
    EXPECT_EQ(readFile(path_, content.size()), content);
    EXPECT_EQ(kindThrown([&] { (void)readFile(path_, content.size() - 1); }),
              ErrorKind::InvalidInput);
    EXPECT_FALSE(tryReadFile(other_, 10).has_value());
    EXPECT_EQ(kindThrown([&] { (void)readFile(other_, 10); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { (void)readFile(folder_.path(), 10); }), ErrorKind::InvalidInput);
}

TEST_F(FileSystemTest, ReadsFilesWhoseSizeTheSystemDoesNotTell) {
    EXPECT_FALSE(readFile("/proc/self/status", 1'000'000).empty());
}

TEST_F(FileSystemTest, WritingReplacesTheContent) {
    writeFile(path_, "a long one");
    writeFile(path_, "short");
    EXPECT_EQ(readFile(path_, 100), "short");
    EXPECT_EQ(readStatus(path_, Follow::No).permissionBits, 0600U);
}

TEST_F(FileSystemTest, RemovingSaysWhetherThereWasOne) {
    writeFile(path_, "");
    EXPECT_TRUE(removeFile(path_));
    EXPECT_FALSE(removeFile(path_));
    makeDirectory(path_, 0700);
    EXPECT_EQ(kindThrown([&] { removeFile(path_); }), ErrorKind::InvalidInput);
    EXPECT_TRUE(removeDirectory(path_));
    EXPECT_FALSE(removeDirectory(path_));
}

TEST_F(FileSystemTest, KeepsAFolderThatHasEntries) {
    makeDirectory(path_, 0700);
    writeFile(path_ + "/x", "");
    EXPECT_EQ(kindThrown([&] { removeDirectory(path_); }), ErrorKind::AlreadyExists);
}

TEST_F(FileSystemTest, RemovesATreeAndNothingThatItsLinksNameThough) {
    makeDirectory(other_, 0700);
    writeFile(other_ + "/kept", "x");
    makeDirectories(path_ + "/a/b", 0700);
    writeFile(path_ + "/a/b/c", "x");
    makeFifo(path_ + "/fifo", 0600);
    makeSymlink("../other", path_ + "/link");
    removeTree(path_);
    EXPECT_FALSE(exists(path_));
    EXPECT_TRUE(exists(other_ + "/kept"));
    EXPECT_NO_THROW(removeTree(path_));
    makeSymlink("other", path_);
    removeTree(path_);
    EXPECT_TRUE(exists(other_ + "/kept"));
}

TEST_F(FileSystemTest, RenamesOverAFileOrRefusesTo) {
    writeFile(path_, "new");
    writeFile(other_, "old");
    EXPECT_EQ(kindThrown([&] { renameToNew(path_, other_); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(readFile(other_, 10), "old");
    EXPECT_TRUE(exists(path_));
    rename(path_, other_);
    EXPECT_EQ(readFile(other_, 10), "new");
    renameToNew(other_, path_);
    EXPECT_EQ(readFile(path_, 10), "new");
    EXPECT_EQ(kindThrown([&] { rename(other_, path_); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { renameToNew(other_, path_); }), ErrorKind::NotFound);
}

TEST_F(FileSystemTest, MakesFoldersOnce) {
    EXPECT_TRUE(makeDirectory(path_, 0750));
    EXPECT_EQ(readStatus(path_, Follow::No).permissionBits & ~022U, 0750U);
    EXPECT_FALSE(makeDirectory(path_, 0700));
    makeSymlink("file", other_);
    EXPECT_FALSE(makeDirectory(other_, 0700)) << "a link to a folder is one";
    writeFile(path_ + "/x", "");
    EXPECT_EQ(kindThrown([&] { makeDirectory(path_ + "/x", 0700); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] { makeDirectory(path_ + "/y/z", 0700); }), ErrorKind::NotFound);
}

TEST_F(FileSystemTest, MakesAllFoldersOfAPath) {
    makeDirectories(path_ + "/a//b/c/", 0700);
    EXPECT_EQ(readStatus(path_ + "/a/b/c", Follow::No).kind, FileKind::Directory);
    EXPECT_NO_THROW(makeDirectories(path_ + "/a/b", 0700));
    EXPECT_NO_THROW(makeDirectories("/", 0700));
    writeFile(other_, "");
    EXPECT_THROW(makeDirectories(other_ + "/a", 0700), Error);
    runInChild([&] {
        ASSERT_EQ(::chdir(folder_.path().c_str()), 0);
        makeDirectories("relative/a", 0700);
        EXPECT_TRUE(exists(folder_ / "relative/a"));
    });
}

TEST_F(FileSystemTest, LinksKeepTheirTargetAsItIs) {
    for (const std::string& target :
         {std::string{"a"}, std::string{"\xff\x01/../ x"}, std::string(255, 'l'),
          std::string(256, 'l'), std::string(4000, 'l')}) {
        makeSymlink(target, path_);
        EXPECT_EQ(readLink(path_), target);
        removeFile(path_);
    }
    writeFile(path_, "");
    EXPECT_EQ(kindThrown([&] { (void)readLink(path_); }), ErrorKind::InvalidInput);
}

TEST_F(FileSystemTest, MakingNeverReplaces) {
    writeFile(path_, "x");
    EXPECT_EQ(kindThrown([&] { makeSymlink("a", path_); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] { makeFifo(path_, 0600); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] { makeHardLink(path_, path_); }), ErrorKind::AlreadyExists);
}

TEST_F(FileSystemTest, FindsTheRealPath) {
    makeDirectory(folder_ / "a", 0700);
    makeSymlink("a", other_);
    EXPECT_EQ(realPath(other_ + "/../other/."), realPath(folder_ / "a"));
    EXPECT_EQ(kindThrown([&] { (void)realPath(path_); }), ErrorKind::NotFound);
    EXPECT_TRUE(currentDirectory().starts_with('/'));
}

TEST_F(FileSystemTest, TellsFreeSpace) {
    EXPECT_GT(freeSpace(folder_.path()), 0U);
    EXPECT_EQ(freeSpace("/proc"), 0U);
}

TEST_F(FileSystemTest, EveryByteMayBeInAName) {
    std::vector<std::string> names;
    for (unsigned value = 1; value < 256; ++value)
        if (value != '/') names.push_back("n" + std::string(1, static_cast<char>(value)));
    for (const std::string& name : names)
        writeFile(folder_ / name, name);
    const Directory directory = Directory::open(folder_.path(), Follow::No);
    std::vector<std::string> found;
    for (const DirectoryEntry& entry : directory.entries()) {
        found.push_back(entry.name);
        EXPECT_EQ(directory.tryStatus(entry.name)->sizeBytes, 2U);
        EXPECT_EQ(readFile(folder_ / entry.name, 2), entry.name);
    }
    std::ranges::sort(found);
    std::ranges::sort(names);
    EXPECT_EQ(found, names);
}

TEST_F(FileSystemTest, ATooLongPathIsTheCallersMistake) {
    const std::string tooLong = folder_ / std::string(256, 'x');
    EXPECT_EQ(kindThrown([&] { writeFile(tooLong, ""); }), ErrorKind::InvalidInput);
    std::string deep = folder_.path();
    while (deep.size() <= 4096)
        deep += "/x";
    EXPECT_EQ(kindThrown([&] { (void)tryReadStatus(deep, Follow::No); }), ErrorKind::InvalidInput);
}

/// Two chains of folders, each as deep as one path can say, one in the other.
TEST_F(FileSystemTest, WalksAndRemovesWhatLiesDeeperThanAPathCanSay) {
    const std::string name(250, 'd');
    const auto makeChain = [&](std::string path) {
        while (path.size() + 1 + name.size() < 3000)
            path += '/' + name;
        makeDirectories(path, 0700);
        return path;
    };
    const std::string upper = makeChain(folder_ / "upper");
    const std::string lower = makeChain(folder_ / "lower");
    writeFile(lower + "/last", "deep");
    rename(folder_ / "lower", upper + "/lower");

    Directory directory = Directory::open(folder_ / "upper", Follow::No);
    while (directory.entries().front().kind == FileKind::Directory)
        directory = directory.openSub(directory.entries().front().name);
    EXPECT_GT(directory.path().size(), 4096U);
    EXPECT_EQ(directory.tryStatus("last")->sizeBytes, 4U);
    std::array<std::byte, 4> content{};
    EXPECT_EQ(directory.openSource("last").read(content), 4U);
    EXPECT_EQ(kindThrown([&] { (void)readStatus(directory.path() + "/last", Follow::No); }),
              ErrorKind::InvalidInput);

    removeTree(folder_ / "upper");
    EXPECT_FALSE(exists(folder_ / "upper"));
}

TEST_F(FileSystemTest, SaysSoWhenAFolderMayNotBeReadOrWritten) {
    setPermissions(folder_.path(), 0755);
    makeDirectory(path_, 0700);
    makeDirectory(other_, 0700);
    writeFile(other_ + "/x", "");
    setPermissions(path_, 0);
    setPermissions(other_, 0555);
    runAsOrdinaryUser([&] {
        const auto isDenied = [](const auto& call) {
            return kindThrown(call) == ErrorKind::PermissionDenied;
        };
        EXPECT_TRUE(isDenied([&] { (void)Directory::open(path_, Follow::No); }));
        EXPECT_TRUE(isDenied([&] { (void)tryReadStatus(path_ + "/x", Follow::No); }));
        EXPECT_TRUE(isDenied([&] { removeFile(other_ + "/x"); }));
        EXPECT_TRUE(isDenied([&] { writeFile(other_ + "/y", ""); }));
        EXPECT_TRUE(isDenied([&] { makeDirectory(other_ + "/y", 0700); }));
    });
    setPermissions(path_, 0700);
    setPermissions(other_, 0700);
}

TEST(FileSystem, KnowsTheFileSystemsOfThisMachine) {
    const TemporaryDirectory folder;
    EXPECT_TRUE(isOnLocalFileSystem("/dev/shm"));
    EXPECT_TRUE(isOnLocalFileSystem(folder.path() + "/to/be/made"));
    EXPECT_FALSE(isOnLocalFileSystem("/proc/self"));
    EXPECT_FALSE(isOnLocalFileSystem(std::string{"zero\0byte", 9}));
}

}  // namespace
}  // namespace tl

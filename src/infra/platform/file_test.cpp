#include "infra/platform/file.h"

#include <array>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

std::string textOf(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte byte : bytes)
        text += static_cast<char>(byte);
    return text;
}

class FileTest : public testing::Test {
  protected:
    TemporaryDirectory folder_;
    const std::string path_ = folder_ / "file";
};

TEST_F(FileTest, ReadsBackWhatWasWritten) {
    File file = File::createNew(path_, 0600);
    file.writeAll(bytesOf("hello "));
    file.writeAll(bytesOf("world"));
    file.writeAllAt(0, bytesOf("J"));
    EXPECT_TRUE(file.sync());
    file.close();
    EXPECT_FALSE(file.isOpen());
    EXPECT_EQ(readFile(path_, 100), "Jello world");
}

TEST_F(FileTest, ANamelessFileIsInNoFolder) {
    auto file = File::tryCreateNameless(folder_.path());
    if (!file) GTEST_SKIP() << "this file system has none";
    file->writeAll(bytesOf("hello"));
    std::array<std::byte, 5> read{};
    EXPECT_EQ(file->readAt(0, read), 5U);
    EXPECT_EQ(textOf(read), "hello");
    EXPECT_TRUE(Directory::open(folder_.path(), Follow::No).entries().empty());
    EXPECT_EQ(kindThrown([this] { (void)File::tryCreateNameless(folder_ / "missing"); }),
              ErrorKind::NotFound);
}

TEST_F(FileTest, ReadingStopsAtTheEnd) {
    writeFile(path_, "0123456789");
    File file = File::openForReading(path_, Follow::No);
    std::vector<std::byte> buffer(6);
    EXPECT_EQ(file.read(buffer), 6U);
    EXPECT_EQ(file.read(buffer), 4U);
    EXPECT_EQ(file.read(buffer), 0U);
    EXPECT_EQ(file.readAt(8, buffer), 2U);
    EXPECT_EQ(textOf(std::span{buffer}.first(2)), "89");
    EXPECT_EQ(file.readAt(10, buffer), 0U);
    EXPECT_EQ(file.readAt(1000, buffer), 0U);
}

TEST_F(FileTest, AMissingFileIsNotFound) {
    EXPECT_FALSE(File::tryOpenForReading(path_).has_value());
    EXPECT_EQ(kindThrown([&] { (void)File::openForReading(path_, Follow::Yes); }),
              ErrorKind::NotFound);
}

TEST_F(FileTest, CreateNewRefusesWhatExists) {
    writeFile(path_, "x");
    EXPECT_EQ(kindThrown([&] { (void)File::createNew(path_, 0600); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(readFile(path_, 1), "x");
}

TEST_F(FileTest, OpenForWritingKeepsTheContent) {
    writeFile(path_, "0123");
    File file = File::openForWriting(path_);
    file.writeAllAt(2, bytesOf("xy"));
    file.close();
    EXPECT_EQ(readFile(path_, 100), "01xy");
}

TEST_F(FileTest, OpeningForWritingOrBackupRefusesALink) {
    writeFile(folder_ / "target", "x");
    makeSymlink("target", path_);
    EXPECT_EQ(kindThrown([&] { (void)File::openForWriting(path_); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { (void)File::openSource(path_); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { (void)File::openForReading(path_, Follow::No); }),
              ErrorKind::InvalidInput);
    EXPECT_TRUE(File::openForReading(path_, Follow::Yes).isOpen());
}

TEST_F(FileTest, OpeningAFifoForBackupDoesNotBlock) {
    makeFifo(path_, 0600);
    EXPECT_EQ(File::openSource(path_).status().kind, FileKind::Fifo);
}

TEST_F(FileTest, AFullDiskIsExhausted) {
    File full = File::openForWriting("/dev/full");
    EXPECT_EQ(kindThrown([&] { full.writeAll(bytesOf("x")); }), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindThrown([&] { full.writeAllAt(0, bytesOf("x")); }), ErrorKind::ResourceExhausted);
}

TEST_F(FileTest, SyncSaysWhenThereIsNothingToSyncTo) {
    EXPECT_FALSE(File::openForWriting("/dev/null").sync());
}

TEST_F(FileTest, PreallocationChangesNeitherSizeNorContent) {
    File file = File::createNew(path_, 0600);
    file.preallocate(1 << 20U);
    file.writeAll(bytesOf("x"));
    file.startWriteback();
    EXPECT_EQ(file.status().sizeBytes, 1U);
    EXPECT_NO_THROW(file.preallocate(0));
    EXPECT_NO_THROW(file.adviseSequential());
}

TEST_F(FileTest, TruncateCutsAndLengthens) {
    writeFile(path_, "0123456789");
    File file = File::openForWriting(path_);
    file.truncate(2);
    file.truncate(4);
    EXPECT_EQ(readFile(path_, 100), std::string("01\0\0", 4));
}

TEST_F(FileTest, AMovedFileHasOneOwner) {
    File first = File::createNew(path_, 0600);
    const File second = std::move(first);
    // The moved-from state is promised.
    EXPECT_FALSE(first.isOpen());  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
    EXPECT_TRUE(second.isOpen());
    EXPECT_EQ(second.path(), path_);
}

}  // namespace
}  // namespace tl

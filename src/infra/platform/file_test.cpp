#include "infra/platform/file.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
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

/// The kind of error that `call` throws; nothing when it throws none.
template <typename Call>
std::optional<ErrorKind> kindThrown(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
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

TEST_F(FileTest, AMovedFileHasOneOwner) {
    File first = File::createNew(path_, 0600);
    const File second = std::move(first);
    EXPECT_FALSE(
        first.isOpen());  // NOLINT(bugprone-use-after-move): the moved-from state is promised
    EXPECT_TRUE(second.isOpen());
    EXPECT_EQ(second.path(), path_);
}

}  // namespace
}  // namespace tl

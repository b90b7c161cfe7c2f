#include "infra/platform/named_entry.h"

#include <span>
#include <string>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

class NamedEntryTest : public testing::Test {
  protected:
    [[nodiscard]] NamedEntry entry(const std::string& name) const { return {folder_, name}; }

    const TemporaryDirectory temporary_;
    const Directory folder_ = Directory::open(temporary_.path(), Follow::No);
    const std::string name_ = "name";
};

TEST(NamedEntry, OnlyPlainNamesStayInTheFolder) {
    using std::string_view_literals::operator""sv;
    for (const std::string_view name : {""sv, "."sv, ".."sv, "a/b"sv, "/a"sv, "a/"sv, "a\0b"sv}) {
        EXPECT_FALSE(NamedEntry::isPlain(name)) << name;
        const TemporaryDirectory temporary;
        const Directory folder = Directory::open(temporary.path(), Follow::No);
        const std::string text{name};
        EXPECT_THROW((NamedEntry{folder, text}), Error) << name;
    }
    for (const std::string_view name : {"a"sv, "..."sv, " "sv, "a\nb"sv, "\xff"sv})
        EXPECT_TRUE(NamedEntry::isPlain(name)) << name;
}

TEST_F(NamedEntryTest, MakesEachKind) {
    const std::string existing = "existing";
    writeFile(temporary_ / existing, "content");
    const NamedEntry made = entry(name_);
    made.makeDirectory(0700);
    EXPECT_EQ(made.tryStatus()->kind, FileKind::Directory);
    EXPECT_TRUE(made.removeDirectory());
    made.makeSymlink("target");
    EXPECT_EQ(made.readLink(), "target");
    EXPECT_TRUE(made.removeFile());
    made.makeFifo(0600);
    EXPECT_EQ(made.tryStatus()->kind, FileKind::Fifo);
    EXPECT_TRUE(made.removeFile());
    made.makeHardLinkTo(entry(existing));
    EXPECT_EQ(made.tryStatus()->links, 2U);
    EXPECT_TRUE(made.removeFile());
    EXPECT_FALSE(made.removeFile());
    EXPECT_FALSE(made.removeDirectory());
}

TEST_F(NamedEntryTest, NeverReplacesWhatIsThere) {
    const NamedEntry taken = entry(name_);
    makeSymlink("elsewhere", taken.path());
    EXPECT_EQ(kindThrown([&] { (void)taken.createFile(0600); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] { taken.makeDirectory(0700); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] { taken.makeSymlink("x"); }), ErrorKind::AlreadyExists);
    EXPECT_FALSE(exists(temporary_ / "elsewhere"));
}

TEST_F(NamedEntryTest, OpensRegularFilesOnly) {
    writeFile(temporary_ / "file", "content");
    makeSymlink("file", temporary_ / "link");
    makeFifo(temporary_ / "fifo", 0600);
    const std::string file = "file";
    const std::string link = "link";
    const std::string fifo = "fifo";
    EXPECT_EQ(entry(file).openFile().status().sizeBytes, 7U);
    EXPECT_EQ(kindThrown([&] { (void)entry(link).openFile(); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { (void)entry(fifo).openFile(); }), ErrorKind::InvalidInput);
}

TEST_F(NamedEntryTest, SetsMetadataOfTheLinkItself) {
    writeFile(temporary_ / "file", "content");
    const auto before = readStatus(temporary_ / "file", Follow::No);
    const NamedEntry link = entry(name_);
    link.makeSymlink("file");
    link.setTimes({1, 2}, {3, 4});
    EXPECT_EQ(link.tryStatus()->modified, (WallTime{3, 4}));
    EXPECT_EQ(kindThrown([&] { link.setPermissions(0600); }), ErrorKind::Unsupported);
    EXPECT_EQ(readStatus(temporary_ / "file", Follow::No), before);
}

TEST_F(NamedEntryTest, SetsMetadataOfAFifo) {
    const NamedEntry fifo = entry(name_);
    fifo.makeFifo(0600);
    fifo.setPermissions(0640);
    EXPECT_EQ(fifo.tryStatus()->permissionBits, 0640U);
    if (!isRoot()) return;
    fifo.setOwner(1234, 5678);
    EXPECT_EQ(fifo.tryStatus()->userId, 1234U);
    fifo.setExtendedAttribute("trusted.a", "value");
    EXPECT_EQ(fifo.readExtendedAttributes(), (std::vector<NamedAttribute>{{"trusted.a", "value"}}));
    EXPECT_TRUE(fifo.removeExtendedAttribute("trusted.a"));
    EXPECT_FALSE(fifo.removeExtendedAttribute("trusted.a"));
}

TEST_F(NamedEntryTest, MovesToAnotherFolderAndReplacesOnlyWhenAsked) {
    makeDirectory(temporary_ / "sub", 0700);
    const Directory sub = Directory::open(temporary_ / "sub", Follow::No);
    writeFile(temporary_ / name_, "moved");
    writeFile(temporary_ / "sub/name", "there");
    const NamedEntry place{sub, name_};
    EXPECT_EQ(kindThrown([&] { entry(name_).moveToNew(place); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(readFile(temporary_ / "sub/name", 100), "there");
    entry(name_).moveTo(place);
    EXPECT_EQ(readFile(temporary_ / "sub/name", 100), "moved");
    EXPECT_FALSE(exists(temporary_ / name_));
    place.moveToNew(entry(name_));
    EXPECT_EQ(readFile(temporary_ / name_, 100), "moved");
    EXPECT_EQ(kindThrown([&] { place.moveToNew(entry(name_)); }), ErrorKind::NotFound);
}

}  // namespace
}  // namespace tl

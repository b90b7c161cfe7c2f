#include "infra/engine/restore/replaced/replaced_folder.h"

#include <string>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::engine {
namespace {

class ReplacedFolderTest : public testing::Test {
  protected:
    ReplacedFolderTest() { makeDirectory(parent_, 0700); }

    [[nodiscard]] ReplacedFolder make(const std::string& id, WallTime startedAt = {}) const {
        return ReplacedFolder::make(Directory::open(parent_, Follow::No),
                                    {.id = id, .snapshot = "abc", .startedAt = startedAt});
    }
    static std::optional<ErrorKind> opening(const std::string& path) {
        return kindThrown([&] { (void)ReplacedFolder::open(path); });
    }

    const TemporaryDirectory temporary_;
    const std::string parent_ = temporary_ / "parent";
    const std::string id_ = "0123456789abcdef";
    const std::string path_ = parent_ + "/.timelocker-replaced-" + id_;
};

TEST_F(ReplacedFolderTest, IsItsOwnersAloneAndFoundAgain) {
    { (void)make(id_); }
    EXPECT_EQ(readStatus(path_, Follow::No).permissionBits, 0700U);
    const ReplacedFolder opened = ReplacedFolder::open(path_ + "/");
    EXPECT_EQ(opened.about().id, id_);
    EXPECT_EQ(opened.about().snapshot, "abc");
    EXPECT_EQ(replacedFoldersIn(Directory::open(parent_, Follow::No)),
              std::vector<std::string>{".timelocker-replaced-" + id_});
    EXPECT_EQ(kindThrown([&] { (void)make(id_); }), ErrorKind::AlreadyExists);
}

TEST_F(ReplacedFolderTest, OneWorksInItAtATime) {
    {
        const ReplacedFolder made = make(id_);
        EXPECT_EQ(opening(path_), ErrorKind::Locked);
    }
    EXPECT_EQ(opening(path_), std::nullopt);
}

TEST_F(ReplacedFolderTest, OneRestoreWorksInAFolderAtATime) {
    {
        const ReplacedFolder made = make(id_);
        EXPECT_EQ(kindThrown([&] { (void)make("fedcba9876543210"); }), ErrorKind::Locked);
        EXPECT_EQ(replacedFoldersIn(Directory::open(parent_, Follow::No)).size(), 1U);
    }
    (void)make("fedcba9876543210");
}

TEST_F(ReplacedFolderTest, OthersNamesAreRefused) {
    for (const char* name :
         {"folder", ".timelocker-replaced-", ".timelocker-replaced-0123456789ABCDEF",
          ".timelocker-replaced-0123456789abcde/", ".timelocker-replaced-0123456789abcdef0"}) {
        makeDirectories(parent_ + "/" + name, 0700);
        EXPECT_EQ(opening(parent_ + "/" + name), ErrorKind::InvalidInput) << name;
    }
    EXPECT_EQ(opening(path_), ErrorKind::NotFound);
    EXPECT_EQ(opening(""), ErrorKind::InvalidInput);
    EXPECT_EQ(opening("/"), ErrorKind::InvalidInput);
}

TEST_F(ReplacedFolderTest, ALinkToOneIsNotFollowed) {
    { (void)make(id_); }
    makeDirectory(temporary_ / "other", 0700);
    const std::string link = temporary_ / "other/.timelocker-replaced-" + id_;
    makeSymlink(path_, link);
    EXPECT_TRUE(opening(link));
}

TEST_F(ReplacedFolderTest, ACopyOrAMovedOneIsRefused) {
    { (void)make(id_); }
    const std::string about = readFile(path_ + "/about", 1000);
    makeDirectory(temporary_ / "other", 0700);
    const std::string copy = temporary_ / "other/.timelocker-replaced-" + id_;
    makeDirectory(copy, 0700);
    writeFile(copy + "/about", about);
    EXPECT_EQ(opening(copy), ErrorKind::InvalidInput);
    removeTree(copy);
    rename(path_, copy);
    EXPECT_EQ(opening(copy), ErrorKind::InvalidInput);
    rename(copy, path_);
    EXPECT_EQ(opening(path_), std::nullopt);
}

TEST_F(ReplacedFolderTest, OneThatOthersMayWriteToIsRefused) {
    { (void)make(id_); }
    setPermissions(path_, 0770);
    EXPECT_EQ(opening(path_), ErrorKind::PermissionDenied);
    setPermissions(path_, 0755);
    EXPECT_EQ(opening(path_), std::nullopt);
    if (!isRoot()) GTEST_SKIP() << "only root can give a folder away";
    setOwner(path_, 65534, 65534);
    EXPECT_EQ(opening(path_), ErrorKind::PermissionDenied);
}

TEST_F(ReplacedFolderTest, OneThatWasInterruptedWhileItWasMadeIsEmpty) {
    makeDirectory(path_, 0700);
    ReplacedFolder opened = ReplacedFolder::open(path_);
    EXPECT_TRUE(opened.sections().empty());
    opened.removeAll();
    EXPECT_FALSE(exists(path_));
}

TEST_F(ReplacedFolderTest, WithoutItsDescriptionAListIsNotTrusted) {
    {
        ReplacedFolder made = make(id_);
        made.saveList(1, {});
    }
    removeFile(path_ + "/about");
    EXPECT_EQ(opening(path_), ErrorKind::NotFound);
}

TEST_F(ReplacedFolderTest, KnowsItsSections) {
    ReplacedFolder made = make(id_);
    made.saveList(2, {});
    made.saveList(1'000'000, {});
    for (const char* name : {"list-1", "list-000000", "list-00000a", "list-000001.part", "list-"})
        writeFile(path_ + "/" + name, "");
    EXPECT_EQ(made.sections(), (std::vector<SectionNumber>{2, 1'000'000}));
    EXPECT_FALSE(made.doneAt(2));
    made.markDone(2);
    EXPECT_TRUE(made.doneAt(2));
    made.removeList(2);
    EXPECT_EQ(made.sections(), std::vector<SectionNumber>{1'000'000});
    EXPECT_FALSE(made.doneAt(2));
}

TEST_F(ReplacedFolderTest, RemovesOnlyWhatNobodyNeeds) {
    ReplacedFolder made = make(id_);
    for (const SectionNumber section : {1U, 2U}) {
        (void)made.openPart(ReplacedFolder::Part::Old, section);
        (void)made.openPart(ReplacedFolder::Part::New, section);
        writeFile(path_ + "/new-00000" + std::to_string(section) + "/f1", "half");
    }
    made.saveList(2, {});
    writeFile(path_ + "/old-000001/f1", "from where?");
    made.removeLeftovers();
    EXPECT_FALSE(exists(path_ + "/new-000001"));
    EXPECT_TRUE(exists(path_ + "/new-000002/f1"));
    EXPECT_TRUE(exists(path_ + "/old-000001/f1"));
    EXPECT_TRUE(exists(path_ + "/old-000002"));
    EXPECT_TRUE(made.hasAny(ReplacedFolder::Part::Old));
    EXPECT_FALSE(made.hasAny(ReplacedFolder::Part::Aside));
}

TEST_F(ReplacedFolderTest, ItsParentKeepsItsTimesWhenItGoes) {
    ReplacedFolder made = make(id_);
    makeDirectories(path_ + "/aside-000001/d1/deep", 0700);
    writeFile(path_ + "/aside-000001/d1/deep/file", "x");
    setTimes(parent_, {1, 2}, {3, 4});
    made.markConfirmed();
    EXPECT_TRUE(made.isConfirmed());
    made.removeAll();
    EXPECT_FALSE(exists(path_));
    EXPECT_EQ(readStatus(parent_, Follow::No).modified, (WallTime{3, 4}));
}

TEST_F(ReplacedFolderTest, NothingOfSomebodyElsesIsRemoved) {
    ReplacedFolder made = make(id_);
    writeFile(path_ + "/notes", "mine");
    EXPECT_EQ(kindThrown([&] { made.removeAll(); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(readFile(path_ + "/notes", 100), "mine");
}

TEST_F(ReplacedFolderTest, KnowsLaterOnes) {
    const std::string later = "fedcba9876543210";
    { (void)make(id_, {100, 5}); }
    { (void)make(later, {100, 6}); }
    const ReplacedFolder first = ReplacedFolder::open(path_);
    const ReplacedFolder second = ReplacedFolder::open(parent_ + "/.timelocker-replaced-" + later);
    EXPECT_EQ(first.laterOnes(), std::vector<std::string>{later});
    EXPECT_TRUE(second.laterOnes().empty());
}

}  // namespace
}  // namespace tl::engine

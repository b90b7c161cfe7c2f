#include "storage/backend_paths.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace tl::storage {
namespace {

const std::string kName = "ab" + std::string(62, '0');

TEST(BackendPaths, AreResticsDefaultLayout) {
    EXPECT_EQ(filePathOf({FileType::Config, {}}), "config");
    EXPECT_EQ(filePathOf({FileType::Key, kName}), "keys/" + kName);
    EXPECT_EQ(filePathOf({FileType::Lock, kName}), "locks/" + kName);
    EXPECT_EQ(filePathOf({FileType::Snapshot, kName}), "snapshots/" + kName);
    EXPECT_EQ(filePathOf({FileType::Index, kName}), "index/" + kName);
    EXPECT_EQ(filePathOf({FileType::Pack, kName}), "data/ab/" + kName);
}

TEST(BackendPaths, AFileLiesInItsFolder) {
    EXPECT_EQ(folderPathOf({FileType::Config, {}}), "");
    EXPECT_EQ(folderPathOf({FileType::Key, kName}), "keys");
    EXPECT_EQ(folderPathOf({FileType::Pack, kName}), "data/ab");
}

TEST(BackendPaths, ANewRepositoryHasEveryFolderAfterItsParent) {
    const auto folders = foldersOfNewRepository();
    EXPECT_EQ(folders.size(), 5U + 256U);
    EXPECT_EQ(std::set(folders.begin(), folders.end()).size(), folders.size());
    for (const char* name : {"keys", "locks", "snapshots", "index", "data/00", "data/ff"})
        EXPECT_EQ(std::ranges::count(folders, name), 1) << name;
    EXPECT_LT(std::ranges::find(folders, "data"), std::ranges::find(folders, "data/00"));
}

TEST(BackendPaths, ATemporaryPathIsNewEachTimeAndNeverListed) {
    const std::string path = filePathOf({FileType::Index, kName});
    const std::string temporary = temporaryPathFor(path);
    EXPECT_TRUE(temporary.starts_with(path + "-tmp-"));
    EXPECT_NE(temporary, temporaryPathFor(path));
    const std::string name = temporary.substr(temporary.rfind('/') + 1);
    EXPECT_FALSE(isListed({FileType::Index, name}));
    EXPECT_TRUE(isTemporaryName(name));
    EXPECT_TRUE(isTemporaryName(temporaryPathFor("config")));
    EXPECT_TRUE(isTemporaryName(kName + "-tmp-1234567890")) << "one of restic's";
    for (const std::string& other :
         {kName, kName + "-tmp-", std::string{"x-tmp-12"}, kName + "-tmp-1x", std::string{"config"},
          std::string{"-tmp-1"}})
        EXPECT_FALSE(isTemporaryName(other)) << other;
}

}  // namespace
}  // namespace tl::storage

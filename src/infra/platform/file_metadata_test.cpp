#include "infra/platform/file_metadata.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/file.h"
#include "infra/platform/file_status.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/platform/test_child.h"

namespace tl {
namespace {

class FileMetadataTest : public testing::Test {
  protected:
    [[nodiscard]] FileStatus status(const std::string& name) const {
        return readStatus(folder_ / name, Follow::No);
    }

    const TemporaryDirectory folder_;
    const std::string path_ = folder_ / "file";
};

TEST_F(FileMetadataTest, SetsEveryPermissionBit) {
    writeFile(path_, "");
    for (const std::uint32_t bits : {0U, 0400U, 0777U, 01777U, 02755U, 04755U, 07777U}) {
        setPermissions(path_, bits);
        EXPECT_EQ(status("file").permissionBits, bits);
    }
    File file = File::openForReading(path_, Follow::No);
    file.setPermissions(04710);
    EXPECT_EQ(file.status().permissionBits, 04710U);
}

TEST_F(FileMetadataTest, ALinksTargetKeepsItsOwn) {
    writeFile(path_, "");
    makeSymlink("file", folder_ / "link");
    const FileStatus before = status("file");
    EXPECT_EQ(kindThrown([&] { setPermissions(folder_ / "link", 0777); }), ErrorKind::Unsupported);
    setTimes(folder_ / "link", {1, 1}, {2, 2});
    EXPECT_EQ(status("link").modified, (WallTime{2, 2}));
    EXPECT_EQ(status("file").modified, before.modified);
    EXPECT_EQ(status("file").permissionBits, before.permissionBits);
}

TEST_F(FileMetadataTest, SetsTimesOfAnOpenFile) {
    File file = File::createNew(path_, 0600);
    file.setTimes({-5, 7}, {4'294'967'296, 999'999'999});
    EXPECT_EQ(status("file").accessed, (WallTime{-5, 7}));
    EXPECT_EQ(status("file").modified, (WallTime{4'294'967'296, 999'999'999}));
}

TEST_F(FileMetadataTest, SetsTheOwnerOfALinkItself) {
    if (!isRoot()) GTEST_SKIP() << "only root gives files away";
    writeFile(path_, "");
    makeSymlink("file", folder_ / "link");
    setOwner(folder_ / "link", 4'000'000'000, 1234);
    EXPECT_EQ(status("link").userId, 4'000'000'000U);
    EXPECT_EQ(status("link").groupId, 1234U);
    EXPECT_EQ(status("file").userId, 0U);
    File::openForReading(path_, Follow::No).setOwner(7, 8);
    EXPECT_EQ(status("file").userId, 7U);
    EXPECT_EQ(status("file").groupId, 8U);
}

TEST_F(FileMetadataTest, AnOrdinaryUserIsToldWhatSheMayNotDo) {
    if (!isRoot()) GTEST_SKIP() << "needs a file of somebody else's";
    setPermissions(folder_.path(), 0755);
    writeFile(path_, "");
    setPermissions(path_, 0644);
    runAsOrdinaryUser([&] {
        const auto isDenied = [](const auto& call) {
            return kindThrown(call) == ErrorKind::PermissionDenied;
        };
        EXPECT_TRUE(isDenied([&] { setOwner(path_, userId(), groupId()); }));
        EXPECT_TRUE(isDenied([&] { setPermissions(path_, 0666); }));
        EXPECT_TRUE(isDenied([&] { setTimes(path_, {}, {}); }));
        EXPECT_TRUE(File::openSource(path_).isOpen()) << "only its access time is not kept";
    });
}

TEST_F(FileMetadataTest, AMissingFileIsNotFound) {
    EXPECT_EQ(kindThrown([&] { setOwner(path_, 0, 0); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { setTimes(path_, {}, {}); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { setPermissions(path_, 0600); }), ErrorKind::NotFound);
}

}  // namespace
}  // namespace tl

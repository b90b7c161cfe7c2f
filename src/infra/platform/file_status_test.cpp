#include "infra/platform/file_status.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/file.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

class FileStatusTest : public testing::Test {
  protected:
    const TemporaryDirectory folder_;
    const std::string path_ = folder_ / "file";
};

TEST_F(FileStatusTest, TellsWhatAFileIs) {
    writeFile(path_, "12345");
    setPermissions(path_, 06754);
    makeHardLink(path_, folder_ / "other");
    const FileStatus status = readStatus(path_, Follow::No);
    EXPECT_EQ(status.kind, FileKind::Regular);
    EXPECT_EQ(status.permissionBits, 06754U);
    EXPECT_EQ(status.sizeBytes, 5U);
    EXPECT_EQ(status.links, 2U);
    EXPECT_EQ(status.userId, userId());
    EXPECT_EQ(status.groupId, groupId());
    EXPECT_EQ(status.inode, readStatus(folder_ / "other", Follow::No).inode);
    EXPECT_EQ(status.deviceId, readStatus(folder_.path(), Follow::No).deviceId);
}

TEST_F(FileStatusTest, AgreesWithTheOpenFile) {
    writeFile(path_, "12345");
    EXPECT_EQ(File::openSource(path_).status(), readStatus(path_, Follow::No));
}

TEST_F(FileStatusTest, FollowsALinkOnlyWhenAsked) {
    makeDirectory(folder_ / "target", 0700);
    makeSymlink("target", path_);
    EXPECT_EQ(readStatus(path_, Follow::No).kind, FileKind::Symlink);
    EXPECT_EQ(readStatus(path_, Follow::Yes).kind, FileKind::Directory);
}

TEST_F(FileStatusTest, AMissingFileIsNothing) {
    EXPECT_FALSE(tryReadStatus(path_, Follow::No).has_value());
    makeSymlink("nowhere", path_);
    EXPECT_FALSE(tryReadStatus(path_, Follow::Yes).has_value());
    EXPECT_FALSE(tryReadStatus("/dev/null/below", Follow::No).has_value());
    EXPECT_EQ(kindThrown([&] { (void)readStatus(path_, Follow::Yes); }), ErrorKind::NotFound);
}

TEST_F(FileStatusTest, RefusesANameWithAZeroByte) {
    writeFile(path_, "x");
    const std::string cut = path_ + std::string{'\0'} + "more";
    EXPECT_EQ(kindThrown([&] { (void)tryReadStatus(cut, Follow::No); }), ErrorKind::InvalidInput);
}

TEST_F(FileStatusTest, KeepsTimesBefore1970AndAfter2038) {
    writeFile(path_, "x");
    const WallTime times[] = {{-1, 999'999'999},
                              {-2'000'000'000, 1},  // 1906
                              {0, 0},
                              {5'000'000'000, 123'456'789}};  // 2128
    for (const WallTime time : times) {
        setTimes(path_, {1, 2}, time);
        EXPECT_EQ(readStatus(path_, Follow::No).modified, time) << time.seconds;
        EXPECT_EQ(readStatus(path_, Follow::No).accessed, (WallTime{1, 2}));
    }
}

TEST_F(FileStatusTest, KnowsHolesFromData) {
    File file = File::createNew(path_, 0600);
    file.truncate(std::uint64_t{1} << 33U);
    EXPECT_EQ(file.status().sizeBytes, std::uint64_t{1} << 33U);
    EXPECT_LT(file.status().allocatedBytes, std::uint64_t{1} << 20U);
}

TEST_F(FileStatusTest, KeepsBigDeviceNumbers) {
    if (!isRoot()) GTEST_SKIP() << "only root makes devices";
    struct Device {
        FileKind kind;
        std::uint64_t number;
    };
    // Major and minor number (7, 200), (1, 3) and (300, 70000), as restic stores them.
    const Device devices[] = {{FileKind::BlockDevice, 1992},
                              {FileKind::CharacterDevice, 259},
                              {FileKind::BlockDevice, 286338160}};
    for (const Device& device : devices) {
        try {
            makeDevice(path_, device.kind, 0600, device.number);
        } catch (const Error& error) {
            GTEST_SKIP() << error.what();  // A container may forbid it, to root too.
        }
        EXPECT_EQ(readStatus(path_, Follow::No).kind, device.kind);
        EXPECT_EQ(readStatus(path_, Follow::No).device, device.number);
        removeFile(path_);
    }
}

}  // namespace
}  // namespace tl

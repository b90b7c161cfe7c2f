#include "storage/local/local_backend.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sched.h>
#include <sys/mount.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/platform/test_child.h"
#include "infra/resources/traffic_control.h"
#include "storage/backend_contract.h"

namespace tl::storage {
namespace {

/// A repository folder that lives as long as its backend.
struct Place {
    Place() { backend.create({}); }

    TemporaryDirectory folder;
    LocalBackend backend{{.path = folder / "repository"}};
};

std::shared_ptr<Backend> makeInTemporaryFolder() {
    const auto place = std::make_shared<Place>();
    return {place, &place->backend};
}

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{"Local", makeInTemporaryFolder}),
                         nameOfMaker);

const std::string kName = "ab" + std::string(62, '0');
const FileId kPack{FileType::Pack, kName};
const FileId kSnapshot{FileType::Snapshot, kName};
const std::vector<std::byte> kContent(10, std::byte{1});

std::uint32_t permissionsOf(const std::string& path) {
    return readStatus(path, Follow::No).permissionBits;
}

std::size_t countEntries(const std::string& path) {
    return Directory::open(path, Follow::No).entries().size();
}

std::vector<std::string> listedNames(LocalBackend& backend, FileType type) {
    std::vector<std::string> names;
    backend.list(type, [&](const FileId& id, std::uint64_t) { names.push_back(id.name); }, {});
    std::ranges::sort(names);
    return names;
}

/// Puts a new, empty, small disk over the folder `path`, seen by this process alone. False where
/// that is forbidden.
bool mountSmallDisk(const std::string& path, const char* options) {
    return ::unshare(CLONE_NEWNS) == 0 &&
           ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", path.c_str(), "tmpfs", 0, options) == 0;
}

/// Sets the permissions of a folder and all that is in it.
void setAllPermissions(const std::string& path, std::uint32_t ofFolders, std::uint32_t ofFiles) {
    setPermissions(path, ofFolders);
    for (const DirectoryEntry& entry : Directory::open(path, Follow::No).entries()) {
        const std::string entryPath = path + '/' + entry.name;
        if (entry.kind == FileKind::Directory)
            setAllPermissions(entryPath, ofFolders, ofFiles);
        else
            setPermissions(entryPath, ofFiles);
    }
}

class LocalBackendTest : public testing::Test {
  protected:
    const TemporaryDirectory folder_;
    const std::string root_ = folder_ / "repository";
};

TEST_F(LocalBackendTest, MakesEveryFolderForItsOwnerAlone) {
    LocalBackend{{.path = root_}}.create({});
    EXPECT_EQ(countEntries(root_), 5U);
    EXPECT_EQ(countEntries(root_ + "/data"), 256U);
    for (const char* name :
         {"", "/data", "/data/00", "/data/ff", "/keys", "/locks", "/snapshots", "/index"})
        EXPECT_EQ(permissionsOf(root_ + name), 0700U) << name;
}

TEST_F(LocalBackendTest, TellsTrafficOfEveryByte) {
    TrafficMeter traffic;
    LocalBackend backend{{.path = root_, .traffic = &traffic}};
    backend.create({});
    const FileId pack{FileType::Pack, std::string(64, 'b')};
    const std::vector<std::byte> content((std::size_t{5} << 20U) + 1);
    backend.save(pack, content, {});
    EXPECT_EQ(traffic.uploadedBytes(), content.size());
    EXPECT_EQ(traffic.downloadedBytes(), 0U);
    EXPECT_EQ(backend.tryLoad(pack, {}), content);
    std::vector<std::byte> room(100);
    EXPECT_EQ(backend.tryLoadRange(pack, 10, room, {}), 100U);
    EXPECT_EQ(traffic.downloadedBytes(), content.size() + 100);
}

TEST_F(LocalBackendTest, PutsFilesWhereResticLooksAndMakesThemReadOnly) {
    LocalBackend backend{{.path = root_}};
    backend.create({});
    backend.save(kPack, kContent, {});
    backend.save(kSnapshot, kContent, {});
    backend.save({FileType::Config, {}}, kContent, {});
    for (const std::string& name :
         {"/data/ab/" + kName, "/snapshots/" + kName, std::string{"/config"}})
        EXPECT_EQ(permissionsOf(root_ + name), 0400U) << name;
    EXPECT_EQ(countEntries(root_ + "/data/ab"), 1U) << "a temporary file stayed";
}

TEST_F(LocalBackendTest, SharesWithTheGroupWhatIsSharedAlready) {
    makeDirectories(root_, 0770);
    writeFile(root_ + "/config", "x");
    setPermissions(root_ + "/config", 0440);
    LocalBackend backend{{.path = root_}};
    backend.save(kPack, kContent, {});
    EXPECT_EQ(permissionsOf(root_ + "/data/ab/" + kName), 0440U);
}

TEST_F(LocalBackendTest, MakesAMissingFolderInsideTheRepository) {
    makeDirectory(root_, 0700);
    LocalBackend backend{{.path = root_}};
    backend.save(kPack, kContent, {});
    backend.save(kSnapshot, kContent, {});
    EXPECT_EQ(backend.tryLoad(kPack, {}), kContent);
    EXPECT_EQ(backend.tryLoad(kSnapshot, {}), kContent);
}

TEST_F(LocalBackendTest, NeverMakesTheRepositorysOwnFolderUnasked) {
    LocalBackend backend{{.path = root_}};
    EXPECT_THROW(backend.save(kPack, kContent, {}), Error);
    EXPECT_FALSE(exists(root_));
}

TEST_F(LocalBackendTest, ListingPassesOverWhatIsNoFileOfItsOwn) {
    LocalBackend backend{{.path = root_}};
    backend.create({});
    backend.save(kPack, kContent, {});
    const std::string other(64, 'c');
    writeFile(root_ + "/data/" + other, "x");
    writeFile(root_ + "/data/ab/" + other, "a pack in the wrong folder");
    writeFile(root_ + "/data/cc/" + other + "-tmp-123", "x");
    makeDirectory(root_ + "/data/cc/" + other, 0700);
    makeDirectory(root_ + "/snapshots/" + other, 0700);
    makeSymlink("nowhere", root_ + "/index/" + other);
    makeDirectory(root_ + "/tmp", 0700);
    EXPECT_EQ(listedNames(backend, FileType::Pack), std::vector<std::string>{kName});
    EXPECT_TRUE(listedNames(backend, FileType::Snapshot).empty());
    EXPECT_TRUE(listedNames(backend, FileType::Index).empty());
}

TEST_F(LocalBackendTest, FollowsLinksToFoldersAndFilesThatWereMovedAway) {
    LocalBackend backend{{.path = root_}};
    backend.create({});
    backend.save(kPack, kContent, {});
    backend.save(kSnapshot, kContent, {});
    rename(root_ + "/data", folder_ / "elsewhere");
    makeSymlink(folder_ / "elsewhere", root_ + "/data");
    rename(root_ + "/snapshots/" + kName, folder_ / "moved");
    makeSymlink(folder_ / "moved", root_ + "/snapshots/" + kName);
    EXPECT_EQ(listedNames(backend, FileType::Pack), std::vector<std::string>{kName});
    EXPECT_EQ(listedNames(backend, FileType::Snapshot), std::vector<std::string>{kName});
    EXPECT_EQ(backend.tryLoad(kPack, {}), kContent);
}

TEST_F(LocalBackendTest, ARefusedSaveLeavesNothing) {
    LocalBackend backend{{.path = root_}};
    backend.create({});
    backend.save(kPack, kContent, {});
    EXPECT_EQ(kindThrown([&] { backend.save(kPack, {}, {}); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(countEntries(root_ + "/data/ab"), 1U);
}

TEST_F(LocalBackendTest, AFullDiskLosesNothingAndLeavesNothing) {
    if (!isRoot()) GTEST_SKIP() << "only root can mount a small disk";
    runInChild([&] {
        const auto mounted = mountSmallDisk(folder_.path(), "size=1m");
        if (!mounted) GTEST_SKIP() << "this machine lets nobody mount";
        LocalBackend backend{{.path = root_}};
        backend.create({});
        const std::vector<std::byte> tooLarge(std::size_t{2} << 20U);
        EXPECT_EQ(kindThrown([&] { backend.save(kPack, tooLarge, {}); }),
                  ErrorKind::ResourceExhausted);
        EXPECT_FALSE(backend.trySize(kPack, {}).has_value());
        EXPECT_EQ(countEntries(root_ + "/data/ab"), 0U) << "what was written takes room";
        EXPECT_NO_THROW(backend.save(kPack, kContent, {}));
    });
}

TEST_F(LocalBackendTest, ADiskWithoutRoomForAnotherNameIsFullToo) {
    if (!isRoot()) GTEST_SKIP() << "only root can mount a small disk";
    runInChild([&] {
        const auto mounted = mountSmallDisk(folder_.path(), "nr_inodes=300");
        if (!mounted) GTEST_SKIP() << "this machine lets nobody mount";
        LocalBackend backend{{.path = root_}};
        backend.create({});
        const auto fillUp = [&] {
            for (unsigned i = 100; i < 200; ++i)
                backend.save({FileType::Snapshot, std::to_string(i)}, {}, {});
        };
        EXPECT_EQ(kindThrown(fillUp), ErrorKind::ResourceExhausted);
    });
}

TEST_F(LocalBackendTest, AReadOnlyRepositoryIsReadByAnOrdinaryUserAndNotChanged) {
    {
        LocalBackend backend{{.path = root_}};
        backend.create({});
        backend.save(kPack, kContent, {});
    }
    setAllPermissions(folder_.path(), 0555, 0444);
    runAsOrdinaryUser([&] {
        LocalBackend backend{{.path = root_}};
        const auto isDenied = [](const auto& call) {
            return kindThrown(call) == ErrorKind::PermissionDenied;
        };
        EXPECT_EQ(backend.tryLoad(kPack, {}), kContent);
        EXPECT_EQ(listedNames(backend, FileType::Pack), std::vector<std::string>{kName});
        EXPECT_TRUE(isDenied([&] { backend.save(kSnapshot, kContent, {}); }));
        EXPECT_TRUE(isDenied([&] { backend.remove(kPack, {}); }));
    });
    setAllPermissions(folder_.path(), 0755, 0644);
}

TEST_F(LocalBackendTest, AFolderThatMayNotBeReadIsNotTakenForEmpty) {
    LocalBackend{{.path = root_}}.create({});
    setPermissions(folder_.path(), 0755);
    setPermissions(root_, 0755);
    setPermissions(root_ + "/data", 0755);
    setPermissions(root_ + "/snapshots", 0);
    setPermissions(root_ + "/data/ab", 0);
    runAsOrdinaryUser([&] {
        LocalBackend backend{{.path = root_}};
        for (const FileType type : {FileType::Snapshot, FileType::Pack})
            EXPECT_EQ(kindThrown([&] { (void)listedNames(backend, type); }),
                      ErrorKind::PermissionDenied);
        EXPECT_EQ(kindThrown([&] { (void)backend.tryLoad(kPack, {}); }),
                  ErrorKind::PermissionDenied);
    });
    setPermissions(root_ + "/snapshots", 0700);
    setPermissions(root_ + "/data/ab", 0700);
}

TEST(LocalBackend, ReplacesAConfigThatNobodyMayWriteTo) {
    Place place;
    const FileId config{FileType::Config, {}};
    place.backend.save(config, kContent, {});
    const std::string path = place.folder / "repository/config";
    const std::size_t entriesBefore = countEntries(place.folder / "repository");
    EXPECT_TRUE(place.backend.tryReplace(config, std::vector<std::byte>(20), {}));
    EXPECT_EQ(place.backend.trySize(config, {}), 20U);
    EXPECT_EQ(permissionsOf(path), 0400U);
    EXPECT_EQ(countEntries(place.folder / "repository"), entriesBefore);
}

/// A file of `age` seconds before the time 1,000,000.
void writeOld(const std::string& path, std::int64_t age) {
    writeFile(path, "half");
    File::openForWriting(path).setTimes({1000000 - age, 0}, {1000000 - age, 0});
}

TEST(LocalBackend, SweepsUpWhatKilledWritersLeft) {
    Place place;
    const std::string root = place.folder / "repository";
    place.backend.save(kPack, kContent, {});
    const std::vector<std::string> old = {"config-tmp-12ab",
                                          "keys/" + kName + "-tmp-00ff",
                                          "locks/" + kName + "-tmp-1",
                                          "index/" + kName + "-tmp-1",
                                          "snapshots/" + kName + "-tmp-12345",
                                          "data/ab/" + kName + "-tmp-9"};
    const std::vector<std::string> kept = {
        "index/" + kName + "-tmp-", "index/notes-tmp-1", "config-tmp-backup of mine",
        "data/ab/" + std::string(63, 'a') + "-tmp-1", "data/ab/tmp-1"};
    for (const std::string& name : old)
        writeOld(root + '/' + name, 101);
    for (const std::string& name : kept)
        writeOld(root + '/' + name, 101);
    const std::string running = root + "/data/ab/" + kName + "-tmp-abcd";
    writeOld(running, 99);
    makeSymlink("nowhere", root + "/data/ab/" + kName + "-tmp-11");

    const WallTime before{1000000 - 100, 0};
    const Leftovers expected{.files = old.size(), .sizeBytes = 4 * old.size()};
    EXPECT_EQ(place.backend.sweepLeftovers(LeftoverUse::Count, before, {}), expected);
    EXPECT_EQ(place.backend.sweepLeftovers(LeftoverUse::Remove, before, {}), expected);
    EXPECT_EQ(place.backend.sweepLeftovers(LeftoverUse::Remove, before, {}), Leftovers{});
    for (const std::string& name : old)
        EXPECT_FALSE(exists(root + '/' + name)) << name;
    for (const std::string& name : kept)
        EXPECT_TRUE(exists(root + '/' + name)) << name;
    EXPECT_TRUE(exists(running));
    EXPECT_EQ(place.backend.tryLoad(kPack, {}), kContent);
}

}  // namespace
}  // namespace tl::storage

#include "infra/engine/mount/mounted_snapshots.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "tests/support/patient_clock.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

using Lines = std::vector<std::string>;

class MountedSnapshotsTest : public testing::Test {
  protected:
    MountedSnapshotsTest() { add(root_); }

    void add(const BlobId& tree) {
        LoadedSnapshot loaded;
        loaded.id = builder_.addSnapshot(tree);
        loaded.snapshot.tree = tree;
        snapshots_.push_back(loaded);
    }

    MountedSnapshots& mount() {
        if (!mount_) mount_.emplace(source_, MountRules{.templates = {{"all/%T"}, "2006"}}, stop_);
        return *mount_;
    }

    Lines list(const std::string& path) {
        Lines names;
        mount().list(
            path, [&](const std::string& name, const FileStatus&) { names.push_back(name); }, {});
        return names;
    }

    std::string read(const std::string& path, std::uint64_t offset, std::size_t size) {
        std::string out(size, '\0');
        const auto file = mount().open(path, {});
        out.resize(file->read(offset, std::as_writable_bytes(std::span{out}), {}));
        return out;
    }

    RepositoryBuilder builder_;
    PatientClock clock_;
    std::stop_token stop_;
    const BlobId one_ = builder_.addData("one");
    const BlobId two_ = builder_.addData("second");
    const BlobId inner_ = builder_.addTree(std::vector{fileNode("deep", {one_}, 3)});
    const BlobId root_ = builder_.addTree(
        std::vector{fileNode("../evil", {}, 0), fileNode("file", {one_, two_, one_}, 12),
                    folderNode("folder", inner_), symlinkNode("link", "target")});
    std::vector<LoadedSnapshot> snapshots_;
    const MountSource source_{builder_.repository(), clock_,
                              [this](const std::stop_token&) { return snapshots_; }};
    std::optional<MountedSnapshots> mount_;
};

TEST_F(MountedSnapshotsTest, ShowsFoldersAndTheirEntries) {
    EXPECT_EQ(list("/"), Lines{"all"});
    EXPECT_EQ(list("/all"), (Lines{"1970", "latest"}));
    EXPECT_EQ(list("/all/1970"), (Lines{"file", "folder", "link"}));
    EXPECT_EQ(list("/all/1970/folder"), Lines{"deep"});
    EXPECT_EQ(mount().readLink("/all/latest", {}), "1970");
    EXPECT_EQ(mount().readLink("/all/1970/link", {}), "target");
    EXPECT_EQ(mount().status("/all/1970/file", {}).sizeBytes, 12U);
    EXPECT_EQ(mount().status("/all/1970/folder", {}).kind, FileKind::Directory);
}

TEST_F(MountedSnapshotsTest, HardLinksShareTheirNumber) {
    std::vector nodes{fileNode("a", {one_}, 3), fileNode("b", {one_}, 3), fileNode("c", {one_}, 3)};
    for (std::size_t i = 0; i < 2; ++i) {
        nodes[i].inode = 12;
        nodes[i].links = 2;
    }
    add(builder_.addTree(nodes));
    std::map<std::string, std::uint64_t> numbers;
    mount().list(
        "/all/1970-1",
        [&](const std::string& name, const FileStatus& status) { numbers[name] = status.inode; },
        {});
    EXPECT_EQ(numbers["a"], numbers["b"]);
    EXPECT_NE(numbers["a"], numbers["c"]);
    for (const auto& [name, number] : numbers)
        EXPECT_EQ(mount().status("/all/1970-1/" + name, {}).inode, number);
}

TEST_F(MountedSnapshotsTest, ReadsAnyRange) {
    EXPECT_EQ(read("/all/1970/file", 0, 100), "onesecondone");
    EXPECT_EQ(read("/all/1970/file", 2, 3), "ese");
    EXPECT_EQ(read("/all/1970/file", 9, 3), "one");
    EXPECT_EQ(read("/all/1970/file", 12, 5), "");
    EXPECT_EQ(read("/all/1970/file", 500, 5), "");
    EXPECT_EQ(read("/all/1970/folder/deep", 1, 5), "ne");
}

TEST_F(MountedSnapshotsTest, RefusesWhatIsNotThere) {
    for (const char* path : {"/x", "/all/x", "/all/1970/x", "/all/1970/file/x", "/all/latest/file",
                             "/all/1970/../evil"})
        EXPECT_EQ(kindThrown([&] { (void)mount().status(path, {}); }), ErrorKind::NotFound) << path;
    EXPECT_EQ(kindThrown([&] { list("/all/1970/file"); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { list("/all/latest"); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { (void)read("/all/1970/folder", 0, 1); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { (void)mount().readLink("/all", {}); }), ErrorKind::InvalidInput);
}

TEST_F(MountedSnapshotsTest, TellsDamageAndGoesOn) {
    const BlobId lost = builder_.addTree(
        std::vector{folderNode("folder", BlobId{}), fileNode("file", {BlobId{}}, 3)});
    snapshots_.clear();
    add(lost);
    EXPECT_EQ(kindThrown([&] { list("/all/1970/folder"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { (void)read("/all/1970/file", 0, 1); }), ErrorKind::NotFound);
    EXPECT_EQ(list("/all/1970"), (Lines{"file", "folder"}));
}

TEST_F(MountedSnapshotsTest, ReadsManyBlobsAhead) {
    std::vector<BlobId> content;
    std::string expected;
    for (int i = 1000; i < 1500; ++i) {
        content.push_back(builder_.addData(std::to_string(i)));
        expected += std::to_string(i);
    }
    add(builder_.addTree(std::vector{fileNode("many", content, expected.size())}));
    std::string got;
    const auto file = mount().open("/all/1970-1/many", {});
    std::string piece(7, '\0');
    while (const std::size_t size =
               file->read(got.size(), std::as_writable_bytes(std::span{piece}), {}))
        got += piece.substr(0, size);
    EXPECT_EQ(got, expected);
}

}  // namespace
}  // namespace tl::engine

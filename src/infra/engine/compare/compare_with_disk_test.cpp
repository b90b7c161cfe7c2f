#include "infra/engine/compare/compare_with_disk.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/engine/archive/node_builder.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

using Lines = std::vector<std::string>;

class CompareWithDisk : public testing::Test {
  protected:
    CompareWithDisk() {
        makeDirectories(folder_ + "/sub", 0755);
        writeFile(folder_ + "/same", "same");
        writeFile(folder_ + "/sub/deep", "deep");
        root_ = saved();
    }

    /// A tree of what is on the disk now.
    BlobId saved() {
        const std::vector sub{file("sub/deep", "deep", "deep")};
        Node folder = status("sub", "sub");
        folder.subtree = builder_.addTree(sub);
        return builder_.addTree(std::vector{file("same", "same", "same"), folder});
    }

    Node status(const std::string& path, const std::string& name) {
        UserNames names;
        const TimeZone zone = TimeZone::utc();
        return NodeBuilder{names, zone, AccessTime::AsModified}.build(
            name, readStatus(folder_ + "/" + path, Follow::No));
    }
    Node file(const std::string& path, const std::string& name, const std::string& content) {
        Node node = status(path, name);
        node.content = {builder_.addData(content)};
        return node;
    }

    Lines compare(const DiskComparisonOptions& options = {}) {
        class Recorder final : public ComparisonListener {
          public:
            explicit Recorder(std::string folder) : folder_{std::move(folder)} {}
            void onChange(const std::string& path, const std::string& modifier) override {
                lines.push_back(modifier + " " + path.substr(folder_.size()));
            }
            void onProblem(const std::string& path, const Error& /*error*/) override {
                lines.push_back("problem " + path.substr(folder_.size()));
            }
            Lines lines;

          private:
            std::string folder_;
        } recorder{folder_};
        figures_ = compareWithDisk(builder_.repository(), builder_.index(), {root_, "/", folder_},
                                   options, TimeZone::utc(), recorder, {});
        return recorder.lines;
    }

    const TemporaryDirectory temporary_;
    const std::string folder_ = temporary_ / "folder";
    RepositoryBuilder builder_;
    BlobId root_;
    ComparisonFigures figures_;
};

TEST_F(CompareWithDisk, FindsNothingWhenNothingChanged) {
    EXPECT_EQ(compare({.metadata = MetadataChanges::Told, .excludes = {}}), Lines{});
    EXPECT_EQ(compare({.reading = Reading::All, .excludes = {}}), Lines{});
    EXPECT_EQ(figures_, ComparisonFigures{});
}

TEST_F(CompareWithDisk, FindsWhatIsNewGoneAndChanged) {
    writeFile(folder_ + "/new", "new");
    removeTree(folder_ + "/sub");
    writeFile(folder_ + "/same", "else");
    EXPECT_EQ(compare(), (Lines{"+ /new", "M /same", "- /sub/", "- /sub/deep"}));
    EXPECT_EQ(figures_.changedFiles, 1U);
    EXPECT_EQ(figures_.added.bytes, 3U);
    EXPECT_EQ(figures_.removed.bytes, 4U);
    EXPECT_EQ(figures_.removed.folders, 1U);
}

TEST_F(CompareWithDisk, ReadsFilesThatWereOnlyTouched) {
    setTimes(folder_ + "/same", {}, {.seconds = 1, .nanoseconds = 0});
    EXPECT_EQ(compare(), Lines{});
    EXPECT_EQ(compare({.metadata = MetadataChanges::Told, .excludes = {}}), Lines{"U /same"});
}

TEST_F(CompareWithDisk, FindsDamageBehindAnUntouchedStatusOnlyByReading) {
    // As if the disk had changed "else" to "same" by itself.
    Node damaged = file("same", "same", "else");
    root_ = builder_.addTree(std::vector{damaged});
    removeTree(folder_ + "/sub");
    EXPECT_EQ(compare(), Lines{});
    EXPECT_EQ(compare({.reading = Reading::All, .excludes = {}}), Lines{"M? /same"});
}

TEST_F(CompareWithDisk, LeavesOutWhatABackupLeavesOut) {
    writeFile(folder_ + "/new.tmp", "");
    writeFile(folder_ + "/sub/new.tmp", "");
    makeDirectories(folder_ + "/sub/cache", 0755);
    DiskComparisonOptions options;
    const std::vector<std::string> patterns{"*.tmp", "/sub/cache"};
    options.excludes = PatternList{patterns};
    EXPECT_EQ(compare(options), Lines{});
}

TEST_F(CompareWithDisk, ComparesAPlaceThatIsAFileOrMissing) {
    class Silent final : public ComparisonListener {
      public:
        void onChange(const std::string& path, const std::string& modifier) override {
            line = modifier + " " + path;
        }
        void onProblem(const std::string& /*path*/, const Error& /*error*/) override {}
        std::string line;
    } changes;
    const auto comparePlace = [&](const std::string& snapshotPath, const std::string& diskPath) {
        changes.line.clear();
        (void)compareWithDisk(builder_.repository(), builder_.index(),
                              {root_, snapshotPath, diskPath}, {}, TimeZone::utc(), changes, {});
        return changes.line;
    };
    setTimes(folder_ + "/sub/deep", {}, {.seconds = 1, .nanoseconds = 0});
    EXPECT_EQ(comparePlace("/same", folder_ + "/same"), "");
    EXPECT_EQ(comparePlace("/same", folder_ + "/sub/deep"), "M " + folder_ + "/sub/deep");
    EXPECT_EQ(comparePlace("/same", folder_ + "/gone"), "- " + folder_ + "/gone");
    EXPECT_EQ(kindThrown([&] { comparePlace("/gone", folder_); }), ErrorKind::NotFound);
}

}  // namespace
}  // namespace tl::engine

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/backup/backups.h"
#include "services/recovery/browsing.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"

namespace tl::services {
namespace {

class RecordedFiles final : public FileListener {
  public:
    void onSnapshot(const StoredSnapshot& /*snapshot*/) override { lines.emplace_back("snapshot"); }
    void onNode(const std::string& path, const engine::Node& /*node*/) override {
        lines.push_back(path);
    }
    void onLeaveFolder(const std::string& path) override { lines.push_back("leave " + path); }

    std::vector<std::string> lines;
};

using Lines = std::vector<std::string>;

class BrowsingService : public testing::Test {
  protected:
    BrowsingService() {
        makeDirectories(source_ + "/a/b", 0755);
        writeFile(source_ + "/a/b/x", "1");
        writeFile(source_ + "/a/y", "2");
        writeFile(source_ + "/z", "3");
        makeRepositories(services_.context())->init({.repository = access_}, {});
        BackupRequest backup;
        backup.repository = access_;
        backup.targets = {source_};
        backup.scan = false;
        RecordedBackup observer;
        makeBackups(services_.context())->run(backup, observer, {});
    }

    Lines list(const std::vector<std::string>& folders, bool recursive) {
        RecordedFiles files;
        makeBrowsing(services_.context())
            ->listFiles({.repository = access_,
                         .snapshot = "latest:" + source_,
                         .filter = {},
                         .folders = folders,
                         .recursive = recursive},
                        files, {});
        return files.lines;
    }

    const TemporaryDirectory temporary_;
    const std::string source_ = temporary_ / "source";
    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "secret");
};

TEST_F(BrowsingService, ListsEverythingInTheOrderOfTheTrees) {
    EXPECT_EQ(list({}, false), (Lines{"snapshot", "/a", "/a/b", "/a/b/x", "leave /a/b", "/a/y",
                                      "leave /a", "/z", "leave /"}));
}

TEST_F(BrowsingService, ListsAFolderToOneLevel) {
    EXPECT_EQ(list({"/a"}, false), (Lines{"snapshot", "/a", "/a/b", "/a/y", "leave /a"}));
}

TEST_F(BrowsingService, ListsAFolderToAllLevels) {
    EXPECT_EQ(list({"/a/"}, true),
              (Lines{"snapshot", "/a", "/a/b", "/a/b/x", "leave /a/b", "/a/y", "leave /a"}));
}

TEST_F(BrowsingService, ListsWhatIsAskedForAlthoughItIsDeep) {
    EXPECT_EQ(list({"/a/b"}, false), (Lines{"snapshot", "/a/b", "/a/b/x", "leave /a/b"}));
    EXPECT_EQ(list({"/a/b/x", "/z"}, false), (Lines{"snapshot", "/a/b/x", "/z"}));
}

TEST_F(BrowsingService, SaysThatAFolderIsMissing) {
    EXPECT_EQ(kindThrown([&] { list({"/missing"}, false); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { list({"/a", "/a/y/below a file"}, true); }), ErrorKind::NotFound);
}

TEST_F(BrowsingService, RefusesRelativeFolders) {
    EXPECT_EQ(kindThrown([&] { list({"a"}, false); }), ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::services

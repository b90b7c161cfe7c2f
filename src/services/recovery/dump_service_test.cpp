#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/backup/backups.h"
#include "services/recovery/dumps.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"

namespace tl::services {
namespace {

class DumpService : public testing::Test {
  protected:
    DumpService() {
        makeDirectories(source_ + "/a/b", 0755);
        writeFile(source_ + "/a/b/x", "some text");
        makeSymlink("x", source_ + "/a/link");
        makeRepositories(services_.context())->init({.repository = access_}, {});
        BackupRequest backup;
        backup.repository = access_;
        backup.targets = {source_};
        backup.scan = false;
        RecordedBackup observer;
        makeBackups(services_.context())->run(backup, observer, {});
    }

    DumpRequest request(const std::string& path) {
        return {.repository = access_, .snapshot = "latest:" + source_, .path = path};
    }

    std::string dump(const DumpRequest& request) {
        std::string output;
        makeDumps(services_.context())
            ->dump(request,
                   [&output](std::span<const std::byte> bytes) {
                       output += std::string_view{reinterpret_cast<const char*>(bytes.data()),
                                                  bytes.size()};
                   },
                   {});
        return output;
    }

    const TemporaryDirectory temporary_;
    const std::string source_ = temporary_ / "source";
    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "secret");
};

TEST_F(DumpService, GivesAFileAsItIs) {
    EXPECT_EQ(dump(request("/a/b/x")), "some text");
    EXPECT_EQ(dump(request("a/b/../b/x/")), "some text");
}

TEST_F(DumpService, GivesAFolderAsAnArchive) {
    const std::string tar = dump(request("/a"));
    EXPECT_EQ(tar.size() % 512, 0U);
    EXPECT_EQ(tar.substr(257, 5), "ustar");
    DumpRequest zip = request("/");
    zip.archive = ArchiveFormat::Zip;
    EXPECT_EQ(dump(zip).substr(0, 4), "PK\3\4");
}

TEST_F(DumpService, RefusesWhatItCannotDump) {
    EXPECT_EQ(kindThrown([&] { dump(request("/nothing")); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { dump(request("/a/b/x/y")); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { dump(request("/a/link")); }), ErrorKind::InvalidInput);
    DumpRequest toTerminal = request("/a");
    toTerminal.isArchiveAllowed = false;
    EXPECT_EQ(kindThrown([&] { dump(toTerminal); }), ErrorKind::InvalidInput);
    toTerminal.path = "/a/b/x";
    EXPECT_EQ(dump(toTerminal), "some text");
}

TEST_F(DumpService, ReplacesATargetAsAWhole) {
    DumpRequest toFile = request("/a/b/x");
    toFile.target = temporary_ / "target";
    writeFile(toFile.target, "before");
    makeSymlink("target", temporary_ / "link");
    EXPECT_EQ(dump(toFile), "");
    EXPECT_EQ(readFile(toFile.target, 100), "some text");
    toFile.target = temporary_ / "link";
    dump(toFile);
    EXPECT_EQ(readLink(temporary_ / "link"), "target");
    EXPECT_EQ(Directory::open(temporary_ / "", Follow::Yes).entries().size(), 3U);
}

TEST_F(DumpService, LeavesATargetAloneWhenItFails) {
    DumpRequest toFile = request("/a/b/x");
    toFile.target = temporary_ / "target";
    writeFile(toFile.target, "before");
    services_.onRead = [](const storage::FileId& id, std::span<std::byte> bytes) {
        if (id.type == storage::FileType::Pack) bytes[0] ^= std::byte{1};
    };
    EXPECT_EQ(kindThrown([&] { dump(toFile); }), ErrorKind::Corrupted);
    EXPECT_EQ(readFile(toFile.target, 100), "before");
    EXPECT_EQ(Directory::open(temporary_ / "", Follow::Yes).entries().size(), 2U);
}

TEST_F(DumpService, RefusesAFolderAsATarget) {
    DumpRequest toFolder = request("/a/b/x");
    toFolder.target = source_;
    EXPECT_EQ(kindThrown([&] { dump(toFolder); }), ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::services

#include "ui/cli/output_file.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::cli {

namespace {

class OutputFileTest : public testing::Test {
  protected:
    TemporaryDirectory folder_;
};

TEST_F(OutputFileTest, IsMadeAndReplacedAsAWhole) {
    const std::string path = folder_ / "report.csv";
    replaceFile(path, "a longer one");
    replaceFile(path, "new");
    EXPECT_EQ(readFile(path, 100), "new");
    EXPECT_TRUE(removeFile(path));
    EXPECT_TRUE(removeDirectory(folder_.path())) << "nothing else is left in it";
    makeDirectory(folder_.path(), 0700);
}

TEST_F(OutputFileTest, OfAMissingFolderIsAnError) {
    EXPECT_EQ(kindThrown([&] { replaceFile(folder_ / "missing/report.csv", "x"); }),
              ErrorKind::NotFound);
}

TEST_F(OutputFileTest, KeepsADevice) {
    replaceFile("/dev/null", "x");
    EXPECT_EQ(readStatus("/dev/null", Follow::No).kind, FileKind::CharacterDevice);
}

TEST_F(OutputFileTest, WritesThroughALink) {
    writeFile(folder_ / "there", "old");
    makeSymlink(folder_ / "there", folder_ / "link");
    replaceFile(folder_ / "link", "new");
    EXPECT_EQ(readFile(folder_ / "there", 100), "new");
}

}  // namespace

}  // namespace tl::cli

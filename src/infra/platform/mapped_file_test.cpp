#include "infra/platform/mapped_file.h"

#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

std::string_view textOf(const MappedFile& mapped) {
    return {reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size()};
}

TEST(MappedFile, ShowsTheFileAlsoAfterItWasReplaced) {
    const TemporaryDirectory folder;
    writeFile(folder / "a", "first");
    writeFile(folder / "b", "second");
    MappedFile mapped{File::openForReading(folder / "a", Follow::No)};
    rename(folder / "b", folder / "a");
    EXPECT_EQ(textOf(mapped), "first");
    const MappedFile moved{std::move(mapped)};
    EXPECT_EQ(textOf(moved), "first");
}

TEST(MappedFile, AnEmptyFileMapsNothing) {
    const TemporaryDirectory folder;
    writeFile(folder / "a", "");
    EXPECT_TRUE(MappedFile{File::openForReading(folder / "a", Follow::No)}.bytes().empty());
}

}  // namespace
}  // namespace tl

#include "infra/engine/restore/write_behind.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/platform/directory.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::engine {
namespace {

std::size_t openDescriptors() {
    return Directory::open("/proc/self/fd", Follow::Yes).entries().size();
}

TEST(WriteBehind, KeepsFewFilesOpenAndEveryByte) {
    const TemporaryDirectory folder;
    const std::size_t before = openDescriptors();
    std::vector<std::byte> block(std::size_t{4} << 20U);
    constexpr unsigned kFiles = 40;
    {
        WriteBehind writeBehind;
        for (unsigned i = 0; i < kFiles; ++i) {
            std::ranges::fill(block, static_cast<std::byte>(i + 1));
            File file = File::createNew(folder.path() + '/' + std::to_string(i), 0600);
            file.writeAllAt(0, block);
            writeBehind.note(file, 0, block.size());
            file.close();
            EXPECT_LE(openDescriptors(), before + 16);
        }
    }
    EXPECT_EQ(openDescriptors(), before);
    std::vector<std::byte> read(block.size());
    for (unsigned i = 0; i < kFiles; ++i) {
        std::ranges::fill(block, static_cast<std::byte>(i + 1));
        const auto file = File::openForReading(folder.path() + '/' + std::to_string(i), Follow::No);
        ASSERT_EQ(file.readAt(0, read), block.size());
        EXPECT_EQ(read, block) << i;
    }
}

TEST(WriteBehind, LeavesSmallWritesToTheSystem) {
    const TemporaryDirectory folder;
    const std::size_t before = openDescriptors();
    WriteBehind writeBehind;
    File file = File::createNew(folder.path() + "/small", 0600);
    writeBehind.note(file, 0, 4096);
    file.close();
    EXPECT_EQ(openDescriptors(), before);
}

}  // namespace
}  // namespace tl::engine

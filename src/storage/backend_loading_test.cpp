#include "storage/backend_loading.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace tl::storage {
namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;

/// A file of so many bytes.
ReadStep fileOf(std::uint64_t sizeBytes) {
    return [sizeBytes](std::uint64_t offset, std::span<std::byte> room) {
        const auto got = static_cast<std::size_t>(
            std::min<std::uint64_t>(room.size(), sizeBytes - std::min(sizeBytes, offset)));
        for (std::size_t i = 0; i < got; ++i)
            room[i] = static_cast<std::byte>((offset + i) % 251);
        return got;
    };
}

TEST(BackendLoading, ReadsAFileThatIsLargerThanAStep) {
    const auto content = loadInSteps(65 * kMebibyte, fileOf(65 * kMebibyte));
    ASSERT_EQ(content.size(), 65 * kMebibyte);
    EXPECT_EQ(content.back(), static_cast<std::byte>((65 * kMebibyte - 1) % 251));
}

TEST(BackendLoading, EndsWhereTheFileDoes) {
    EXPECT_EQ(loadInSteps(std::uint64_t{1} << 60U, fileOf(100)).size(), 100U)
        << "whatever the server says";
    EXPECT_TRUE(loadInSteps(0, fileOf(100)).empty());
    EXPECT_EQ(loadInSteps(40, fileOf(100)).size(), 40U);
}

}  // namespace
}  // namespace tl::storage

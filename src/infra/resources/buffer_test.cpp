#include "infra/resources/buffer.h"

#include <vector>

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(Buffer, KeepsItsContentWhenItGrows) {
    Buffer buffer{4};
    const std::vector<std::byte> piece(3, std::byte{5});
    for (int i = 0; i < 1000; ++i)
        buffer.append(piece);
    ASSERT_EQ(buffer.size(), 3000U);
    for (const std::byte byte : buffer.bytes())
        ASSERT_EQ(byte, std::byte{5});
}

TEST(Buffer, MovesWithoutCopying) {
    Buffer first{100};
    first.resize(10);
    const std::byte* const place = first.data();
    const Buffer second = std::move(first);
    EXPECT_EQ(second.data(), place);
    EXPECT_EQ(second.size(), 10U);
}

}  // namespace
}  // namespace tl

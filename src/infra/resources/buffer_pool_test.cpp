#include "infra/resources/buffer_pool.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(BufferPool, GivesTheSameMemoryAgain) {
    BufferPool pool{{.capacity = 1000, .bytesKept = 1000, .idleMax = 1}};
    Buffer buffer = pool.take();
    buffer.resize(10);
    const std::byte* const place = buffer.data();
    pool.give(std::move(buffer));
    const Buffer again = pool.take();
    EXPECT_EQ(again.data(), place);
    EXPECT_EQ(again.size(), 0U);
}

TEST(BufferPool, LetsGrownBuffersGo) {
    BufferPool pool{{.capacity = 1000, .bytesKept = 1000, .idleMax = 1}};
    Buffer buffer = pool.take();
    buffer.resize(100000);
    pool.give(std::move(buffer));
    EXPECT_EQ(pool.take().capacity(), 1000U);
}

TEST(BufferPool, KeepsOnlyTheBeginningOfALongContent) {
    constexpr std::size_t kPage = std::size_t{64} << 10U;  // Whole pages everywhere.
    BufferPool pool{{.capacity = 8 * kPage, .bytesKept = 2 * kPage, .idleMax = 1}};
    Buffer buffer = pool.take();
    buffer.resize(8 * kPage);
    std::ranges::fill(buffer.bytes(), std::byte{7});
    pool.give(std::move(buffer));
    Buffer again = pool.take();
    again.resize(8 * kPage);
    EXPECT_EQ(again.bytes()[kPage], std::byte{7});
    EXPECT_EQ(again.bytes()[4 * kPage], std::byte{0}) << "fresh pages are zero";
}

}  // namespace
}  // namespace tl

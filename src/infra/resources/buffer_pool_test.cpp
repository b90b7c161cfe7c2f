#include "infra/resources/buffer_pool.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(BufferPool, GivesTheSameMemoryAgain) {
    BufferPool pool{1000, 1};
    Buffer buffer = pool.take();
    buffer.resize(10);
    const std::byte* const place = buffer.data();
    pool.give(std::move(buffer));
    const Buffer again = pool.take();
    EXPECT_EQ(again.data(), place);
    EXPECT_EQ(again.size(), 0U);
}

TEST(BufferPool, LetsGrownBuffersGo) {
    BufferPool pool{1000, 1};
    Buffer buffer = pool.take();
    buffer.resize(100000);
    pool.give(std::move(buffer));
    EXPECT_EQ(pool.take().capacity(), 1000U);
}

}  // namespace
}  // namespace tl

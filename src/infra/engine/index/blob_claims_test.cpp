#include "infra/engine/index/blob_claims.h"

#include <atomic>

#include <gtest/gtest.h>

#include "infra/resources/parallel.h"

namespace tl::engine {
namespace {

BlobHandle handleOf(std::size_t number) {
    BlobHandle handle;
    handle.id.digest[0] = static_cast<std::byte>(number);
    handle.id.digest[31] = static_cast<std::byte>(number >> 8U);
    return handle;
}

TEST(BlobClaims, EachNewBlobIsClaimedOnceByManyThreads) {
    const BlobIndex index;
    BlobClaims claims{index};
    std::atomic<int> count = 0;
    forEachInParallel(4000, 4,
                      [&](std::size_t i, const std::stop_token&) {
                          if (claims.tryClaim(handleOf(i % 1000))) ++count;
                      },
                      {});
    EXPECT_EQ(count, 1000);
}

TEST(BlobClaims, WhatTheIndexHasIsNotNew) {
    BlobIndex index;
    index.addPack({PackId{}, {{handleOf(1), 0, 100, 0}}});
    BlobClaims claims{index};
    EXPECT_FALSE(claims.tryClaim(handleOf(1)));
    EXPECT_TRUE(claims.isKnown(handleOf(1)));
    EXPECT_FALSE(claims.isKnown(handleOf(2)));
    EXPECT_TRUE(claims.tryClaim(handleOf(2)));
    EXPECT_TRUE(claims.isKnown(handleOf(2)));
}

}  // namespace
}  // namespace tl::engine

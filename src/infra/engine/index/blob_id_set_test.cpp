#include "infra/engine/index/blob_id_set.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

BlobId idOf(unsigned number) {
    BlobId id;
    id.digest[0] = static_cast<std::byte>(number);
    id.digest[1] = static_cast<std::byte>(number >> 8U);
    id.digest[31] = std::byte{1};
    return id;
}

TEST(BlobIdSet, KnowsWhatItHoldsWhileItGrows) {
    BlobIdSet set;
    for (unsigned i = 0; i < 5000; ++i)
        EXPECT_TRUE(set.insert(idOf(i)));
    for (unsigned i = 0; i < 5000; ++i)
        EXPECT_FALSE(set.insert(idOf(i)));
    EXPECT_EQ(set.size(), 5000U);
}

TEST(BlobIdSet, TellsIdsApartThatBeginAlike) {
    BlobIdSet set;
    BlobId other = idOf(7);
    other.digest[31] = std::byte{2};
    EXPECT_TRUE(set.insert(idOf(7)));
    EXPECT_TRUE(set.insert(other));
    EXPECT_FALSE(set.insert(other));
}

TEST(BlobIdSet, HoldsTheZeroId) {
    BlobIdSet set;
    EXPECT_TRUE(set.insert(BlobId{}));
    EXPECT_FALSE(set.insert(BlobId{}));
    EXPECT_EQ(set.size(), 1U);
}

}  // namespace
}  // namespace tl::engine

#include "infra/engine/filter/size_text.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

TEST(SizeText, ReadsNumbersWithSuffix) {
    EXPECT_EQ(parseSize("0"), 0U);
    EXPECT_EQ(parseSize("1024"), 1024U);
    EXPECT_EQ(parseSize("+7"), 7U);
    EXPECT_EQ(parseSize("7b"), 7U);
    EXPECT_EQ(parseSize("1k"), 1024U);
    EXPECT_EQ(parseSize("50M"), 52428800U);
    EXPECT_EQ(parseSize("2G"), 2147483648U);
    EXPECT_EQ(parseSize("3t"), 3298534883328U);
    EXPECT_EQ(parseSize("9223372036854775807"), 9223372036854775807U);
}

TEST(SizeText, RefusesTheRest) {
    for (const auto* text : {"", "k", "1.5M", "-1", "1 M", " 1", "1KB", "1x", "+", "++1", "0x10",
                             "9223372036854775808", "8388608t", "99999999999999999999999"})
        EXPECT_FALSE(parseSize(text)) << text;
}

}  // namespace
}  // namespace tl::engine

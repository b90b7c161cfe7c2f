#include "infra/errors/valid_utf8.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(ValidUtf8, LeavesTextAlone) {
    EXPECT_EQ(withValidUtf8(""), "");
    EXPECT_EQ(withValidUtf8("a\n\x01 zoë 日本 😀"), "a\n\x01 zoë 日本 😀");
}

TEST(ValidUtf8, ReplacesByteByByte) {
    EXPECT_EQ(withValidUtf8("a\xff\xfe"), "a\uFFFD\uFFFD");
    EXPECT_EQ(withValidUtf8("\xe2\x82"), "\uFFFD\uFFFD");
    EXPECT_EQ(withValidUtf8("\xe2\x82z"), "\uFFFD\uFFFDz");
    EXPECT_EQ(withValidUtf8("\xc0\xaf"), "\uFFFD\uFFFD");                      // overlong
    EXPECT_EQ(withValidUtf8("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");            // a surrogate
    EXPECT_EQ(withValidUtf8("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // too large
}

}  // namespace
}  // namespace tl

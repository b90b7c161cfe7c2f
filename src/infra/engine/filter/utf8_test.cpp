#include "infra/engine/filter/utf8.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

TEST(Utf8, RoundTripsTheEdgesOfEachLength) {
    for (const char32_t character :
         {U'\0', U'\x7F', U'\x80', U'\u07FF', U'\u0800', U'\uD7FF', U'\uE000', U'\uFFFD', U'\uFFFF',
          U'\U00010000', U'\U0010FFFF'}) {
        std::string text;
        appendUtf8(text, character);
        const DecodedCharacter decoded = decodeUtf8(text + "x");
        EXPECT_EQ(decoded.character, character);
        EXPECT_EQ(decoded.size, text.size());
        EXPECT_TRUE(decoded.isValid());
    }
}

TEST(Utf8, AnInvalidByteStandsAlone) {
    for (const std::string_view text :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE6\x97",
          "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
        const DecodedCharacter decoded = decodeUtf8(text);
        EXPECT_EQ(decoded.character, kReplacementCharacter);
        EXPECT_EQ(decoded.size, 1U);
        EXPECT_FALSE(decoded.isValid());
    }
}

TEST(Utf8, EmptyTextHasNoCharacter) {
    EXPECT_EQ(decodeUtf8("").size, 0U);
}

}  // namespace
}  // namespace tl::engine

#include "infra/engine/format/base64.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

std::string encoded(std::string_view bytes) {
    std::string text;
    appendBase64(text, bytes);
    return text;
}

TEST(Base64, EncodesTheExamplesOfTheStandard) {
    EXPECT_EQ(encoded(""), "");
    EXPECT_EQ(encoded("f"), "Zg==");
    EXPECT_EQ(encoded("fo"), "Zm8=");
    EXPECT_EQ(encoded("foo"), "Zm9v");
    EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encoded("\xff\xfe\xfb"), "//77");
}

TEST(Base64, AppendsToWhatIsThere) {
    std::string text = "x=";
    appendBase64(text, "f");
    EXPECT_EQ(text, "x=Zg==");
}

TEST(Base64, DecodesWhatItEncoded) {
    std::string bytes;
    for (int length = 0; length < 300; ++length) {
        EXPECT_EQ(decodeBase64(encoded(bytes)), bytes) << length;
        bytes.push_back(static_cast<char>(length * 89));
    }
}

TEST(Base64, RefusesWhatIsNotPaddedBase64) {
    for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "=", "Zm9v=", "Zm9v====",
                             "Zg==Zg==", "Zm 9", "Zm9\n", "Zm-_", "Z===", "\xff\xff\xff\xff"}) {
        EXPECT_FALSE(decodeBase64(text)) << text;
    }
}

}  // namespace
}  // namespace tl::engine

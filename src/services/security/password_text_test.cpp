#include "services/security/password_text.h"

#include <string>

#include <gtest/gtest.h>

namespace tl::services {
namespace {

using std::string_view_literals::operator""sv;

std::string decoded(std::string_view bytes) {
    return std::string{decodePasswordText(bytes).text()};
}

TEST(PasswordText, IsTrimmedAtBothEndsOnly) {
    EXPECT_EQ(decoded("\t two words \r\n"), "two words");
    EXPECT_EQ(decoded(" \n"), "");
    EXPECT_EQ(decoded(""), "");
}

TEST(PasswordText, LosesSpacesBeyondAscii) {
    EXPECT_EQ(decoded("\xc2\xa0pass\xe2\x80\xa8\xe3\x80\x80"), "pass");
}

TEST(PasswordText, KeepsBytesThatAreNoText) {
    EXPECT_EQ(decoded("\xffz\x80\n"), "\xffz\x80");
}

TEST(PasswordText, LosesTheMarkOfUtf8) {
    EXPECT_EQ(decoded("\xef\xbb\xbfgeheim\n"), "geheim");
}

TEST(PasswordText, IsRecodedFromUtf16) {
    EXPECT_EQ(decoded("\xff\xfe"
                      "p\0\xe4\0\n\0"sv),
              "p\xc3\xa4");
    EXPECT_EQ(decoded("\xfe\xff"
                      "\0p\0\xe4\0\n"sv),
              "p\xc3\xa4");
}

TEST(PasswordText, JoinsSurrogatesAndReplacesHalfOnes) {
    EXPECT_EQ(decoded("\xfe\xff\xd8\x3d\xde\x00"sv), "\xf0\x9f\x98\x80");
    EXPECT_EQ(decoded("\xfe\xff\xd8\x3d\0a"sv),
              "\xef\xbf\xbd"
              "a");
    EXPECT_EQ(decoded("\xfe\xff\0a\0"sv), "a\xef\xbf\xbd");
}

}  // namespace
}  // namespace tl::services

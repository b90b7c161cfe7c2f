#include "storage/s3/s3_profile.h"

#include <gtest/gtest.h>

namespace tl::storage {
namespace {

constexpr std::string_view kFile = R"(# a comment
aws_access_key_id = outside
[default]
aws_access_key_id = AKIA1
aws_secret_access_key=a=b+/c
region = eu-west-1

[profile work]
; another comment
aws_access_key_id = AKIA2
  aws_secret_access_key = indented
aws_session_token = token
credential_process = /usr/bin/get "my keys"
s3 =
    region = nested
)";

TEST(S3Profile, ReadsItsSectionOnly) {
    const auto profile = findProfile(kFile, "default");
    ASSERT_TRUE(profile.has_value());
    EXPECT_EQ(profile->accessKeyId, "AKIA1");
    EXPECT_EQ(profile->secretKey.text(), "a=b+/c");
    EXPECT_EQ(profile->region, "eu-west-1");
    EXPECT_TRUE(profile->sessionToken.isEmpty());
}

TEST(S3Profile, PassesOverNestedSettings) {
    const auto profile = findProfile(kFile, "profile work");
    ASSERT_TRUE(profile.has_value());
    EXPECT_EQ(profile->accessKeyId, "AKIA2");
    EXPECT_TRUE(profile->secretKey.isEmpty());
    EXPECT_EQ(profile->sessionToken.text(), "token");
    EXPECT_EQ(profile->credentialProcess, "/usr/bin/get \"my keys\"");
    EXPECT_EQ(profile->region, "");
}

TEST(S3Profile, FindsNothingWhereThereIsNothing) {
    EXPECT_FALSE(findProfile(kFile, "other").has_value());
    EXPECT_FALSE(findProfile("", "default").has_value());
    EXPECT_FALSE(findProfile("[default", "default").has_value());
}

TEST(S3Profile, ReadsFilesOfWindows) {
    const auto profile = findProfile("[default]\r\naws_access_key_id = A\r\n", "default");
    ASSERT_TRUE(profile.has_value());
    EXPECT_EQ(profile->accessKeyId, "A");
}

}  // namespace
}  // namespace tl::storage

#include "storage/s3/s3_credential_json.h"

#include <string_view>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

S3Credentials read(std::string_view json) {
    return readCredentialsJson(std::as_bytes(std::span{json}));
}

TEST(S3CredentialJson, ReadsWhatAnInstanceGets) {
    const S3Credentials credentials = read(R"({"Code": "Success", "Type": "AWS-HMAC",
        "AccessKeyId": "ASIA1", "SecretAccessKey": "secret", "Token": "token",
        "Expiration": "2024-02-29T23:59:59Z"})");
    EXPECT_EQ(credentials.accessKeyId, "ASIA1");
    EXPECT_EQ(credentials.secretKey.text(), "secret");
    EXPECT_EQ(credentials.sessionToken.text(), "token");
    EXPECT_EQ(credentials.expires, (WallTime{1709251199, 0}));
}

TEST(S3CredentialJson, ReadsWhatAProgramPrints) {
    const S3Credentials credentials =
        read(R"({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t"})");
    EXPECT_EQ(credentials.sessionToken.text(), "t");
    EXPECT_FALSE(credentials.expires.has_value());
}

TEST(S3CredentialJson, RefusesWhatHoldsNone) {
    for (const char* json :
         {"", "[]", "{}", "{\"AccessKeyId\": \"A\"}", "{\"AccessKeyId\": 1}",
          "{\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"s\"", "{\"SecretAccessKey\": \"s\"}"})
        EXPECT_EQ(kindThrown([&] { (void)read(json); }), ErrorKind::Unavailable) << json;
    EXPECT_EQ(kindThrown([] {
                  (void)read(R"({"Code": "AssumeRoleUnauthorizedAccess", "Message": "no"})");
              }),
              ErrorKind::PermissionDenied);
}

TEST(S3CredentialJson, TakesNoDateThatIsNone) {
    for (const char* date :
         {"", "soon", "2024-02-30T00:00:00Z", "2024-13-01T00:00:00Z", "2024-1--01T00:00:00Z"})
        EXPECT_FALSE(read(std::string{R"({"AccessKeyId": "A", "SecretAccessKey": "s",
            "Expiration": ")"} +
                          date + "\"}")
                         .expires.has_value())
            << date;
}

}  // namespace
}  // namespace tl::storage

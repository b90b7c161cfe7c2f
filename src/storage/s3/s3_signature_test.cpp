#include "storage/s3/s3_signature.h"

#include <gtest/gtest.h>

#include "storage/s3/s3_url.h"

namespace tl::storage {
namespace {

constexpr std::string_view kEmptyHash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view kTime = "20130524T000000Z";

S3Credentials exampleCredentials() {
    return {.accessKeyId = "AKIAIOSFODNN7EXAMPLE",
            .secretKey = Secret::fromText("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")};
}

std::string signatureOf(const std::string& authorization) {
    return authorization.substr(authorization.rfind('=') + 1);
}

/// A request to the bucket of AWS's examples ("Signature Calculations for the Authorization
/// Header: Transferring Payload in a Single Chunk").
RequestToSign exampleRequest(std::string method, std::string path, std::string query = {}) {
    return {.method = std::move(method),
            .path = std::move(path),
            .query = std::move(query),
            .headers = {{"Host", "examplebucket.s3.amazonaws.com"},
                        {"x-amz-content-sha256", std::string{kEmptyHash}},
                        {"x-amz-date", std::string{kTime}}},
            .payloadHash = std::string{kEmptyHash}};
}

std::string exampleSignature(const RequestToSign& request) {
    return signatureOf(
        authorizationFor(request, exampleCredentials(), {.region = "us-east-1"}, kTime));
}

TEST(S3Signature, SignsAGetAsAwsDoes) {
    RequestToSign request = exampleRequest("GET", "/test.txt");
    request.headers.push_back({"Range", "bytes=0-9"});
    EXPECT_EQ(authorizationFor(request, exampleCredentials(), {.region = "us-east-1"}, kTime),
              "AWS4-HMAC-SHA256 "
              "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
              "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
              "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(S3Signature, SignsAPutAsAwsDoes) {
    RequestToSign request =
        exampleRequest("PUT", '/' + percentEncoded("test$file.text", Slashes::Kept));
    request.payloadHash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
    request.headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                       {"Host", "examplebucket.s3.amazonaws.com"},
                       {"x-amz-content-sha256", request.payloadHash},
                       {"x-amz-date", std::string{kTime}},
                       {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
    EXPECT_EQ(exampleSignature(request),
              "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(S3Signature, SignsQueriesAsAwsDoes) {
    EXPECT_EQ(exampleSignature(exampleRequest("GET", "/", queryText({{"lifecycle", ""}}))),
              "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    EXPECT_EQ(exampleSignature(
                  exampleRequest("GET", "/", queryText({{"prefix", "J"}, {"max-keys", "2"}}))),
              "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

// The test suite that AWS publishes for all its services.
std::string suiteSignature(RequestToSign request, std::string_view token = {}) {
    constexpr std::string_view kSuiteTime = "20150830T123600Z";
    const S3Credentials credentials{
        .accessKeyId = "AKIDEXAMPLE",
        .secretKey = Secret::fromText("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        .sessionToken = Secret::fromText(token)};
    request.headers.push_back({"Host", "example.amazonaws.com"});
    request.headers.push_back({"X-Amz-Date", std::string{kSuiteTime}});
    request.payloadHash = kEmptyHash;
    return signatureOf(authorizationFor(request, credentials,
                                        {.region = "us-east-1", .service = "service"}, kSuiteTime));
}

TEST(S3Signature, PassesAwsTestSuite) {
    EXPECT_EQ(suiteSignature({.method = "GET", .path = "/"}),
              "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    EXPECT_EQ(suiteSignature({.method = "POST", .path = "/"}),
              "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    EXPECT_EQ(suiteSignature({.method = "GET",
                              .path = "/",
                              .query = queryText({{"Param2", "value2"}, {"Param1", "value1"}})}),
              "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    EXPECT_EQ(suiteSignature(
                  {.method = "GET", .path = '/' + percentEncoded("\xe1\x88\xb4", Slashes::Kept)}),
              "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
    EXPECT_EQ(
        suiteSignature({.method = "GET",
                        .path = "/",
                        .headers = {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}}),
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

TEST(S3Signature, SignsTheTokenOfASession) {
    constexpr std::string_view kToken =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfp"
        "SPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQ"
        "DYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+s"
        "cqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
    EXPECT_EQ(suiteSignature({.method = "POST", .path = "/"}, kToken),
              "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
}

TEST(S3Signature, WritesTheTimeOfAnyDay) {
    EXPECT_EQ(signatureTime({0, 0}), "19700101T000000Z");
    EXPECT_EQ(signatureTime({1369353600, 5}), "20130524T000000Z");
    EXPECT_EQ(signatureTime({1709251199, 0}), "20240229T235959Z");
}

}  // namespace
}  // namespace tl::storage

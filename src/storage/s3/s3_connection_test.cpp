#include "storage/s3/s3_connection.h"

#include <memory>

#include <gtest/gtest.h>

#include "storage/s3/fake_http_client.h"

namespace tl::storage {
namespace {

/// Credentials that end, and can be had anew.
class FakeCredentials final : public S3CredentialSource {
  public:
    SharedS3Credentials current(const std::stop_token&) override {
        return std::make_shared<const S3Credentials>(
            S3Credentials{.accessKeyId = "KEY" + std::to_string(renewals),
                          .secretKey = Secret::fromText("secret"),
                          .sessionToken = Secret::fromText("token")});
    }
    bool renew(const SharedS3Credentials&) override { return ++renewals <= renewalsMax; }

    int renewals = 0;
    int renewalsMax = 1;
};

class S3ConnectionTest : public testing::Test {
  protected:
    HttpResponse send(const char* location,
                      const S3Request& request,
                      const std::map<std::string, std::string>& options = {}) {
        S3Options s3 = parseS3Location(location).value();
        applyS3Options(options, s3);
        S3Connection connection{s3, http_, credentials_, clock_};
        return connection.send(request, {});
    }
    std::string urlOf(const char* location,
                      const std::map<std::string, std::string>& options = {}) {
        http_.expect(answer(200));
        (void)send(location, {.key = "a b/c"}, options);
        return http_.sent().back().url;
    }

    FakeHttpClient http_;
    FakeCredentials credentials_;
    StillClock clock_{{1369353600, 0}};
};

TEST_F(S3ConnectionTest, NamesTheBucketWhereItsServiceWantsIt) {
    EXPECT_EQ(urlOf("s3:host:9000/bucket"), "https://host:9000/bucket/a%20b/c");
    EXPECT_EQ(urlOf("s3:http://host/bucket"), "http://host/bucket/a%20b/c");
    EXPECT_EQ(urlOf("s3:s3.amazonaws.com/bucket"), "https://bucket.s3.amazonaws.com/a%20b/c");
    EXPECT_EQ(urlOf("s3:s3.eu-west-1.amazonaws.com/bucket"),
              "https://bucket.s3.eu-west-1.amazonaws.com/a%20b/c");
    EXPECT_EQ(urlOf("s3:s3.amazonaws.com/my.bucket"), "https://s3.amazonaws.com/my.bucket/a%20b/c")
        << "no certificate is good for a name with that dot";
    EXPECT_EQ(urlOf("s3:s3.amazonaws.com/bucket", {{"s3.bucket-lookup", "path"}}),
              "https://s3.amazonaws.com/bucket/a%20b/c");
    EXPECT_EQ(urlOf("s3:host/bucket", {{"s3.bucket-lookup", "dns"}}),
              "https://bucket.host/a%20b/c");
    EXPECT_EQ(urlOf("s3:s3.amazonaws.com/bucket", {{"s3.region", "eu-west-1"}}),
              "https://bucket.s3.dualstack.eu-west-1.amazonaws.com/a%20b/c");
}

TEST_F(S3ConnectionTest, SignsWithTheHashOfTheBody) {
    http_.expect(answer(200));
    const std::string body = "Welcome to Amazon S3.";
    (void)send("s3:host/bucket", {.method = "PUT",
                                  .key = "k",
                                  .query = {{"b", "2"}, {"a", ""}},
                                  .body = std::as_bytes(std::span{body})});
    const SentRequest& sent = http_.sent().at(0);
    EXPECT_EQ(sent.url, "https://host/bucket/k?a=&b=2");
    EXPECT_EQ(sent.headers.at("x-amz-content-sha256"),
              "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
    EXPECT_EQ(sent.headers.at("x-amz-date"), "20130524T000000Z");
    EXPECT_EQ(sent.headers.at("x-amz-security-token"), "token");
    EXPECT_NE(sent.headers.at("Authorization")
                  .find("Credential=KEY0/20130524/us-east-1/s3/aws4_request, "
                        "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"),
              std::string::npos);
}

TEST_F(S3ConnectionTest, SignsNothingForNobody) {
    http_.expect(answer(200));
    (void)send("s3:host/bucket", {.key = "k"}, {{"s3.unsafe-anonymous-auth", "true"}});
    EXPECT_TRUE(http_.sent().at(0).headers.empty());
}

TEST_F(S3ConnectionTest, FollowsTheBucketToItsRegion) {
    http_.expect(refusal(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"));
    http_.expect(answer(200));
    EXPECT_TRUE(send("s3:s3.amazonaws.com/bucket", {.key = "k"}).isSuccess());
    const SentRequest& second = http_.sent().at(1);
    EXPECT_EQ(second.url, "https://bucket.s3.dualstack.eu-west-1.amazonaws.com/k");
    EXPECT_NE(second.headers.at("Authorization").find("/eu-west-1/s3/"), std::string::npos);
}

TEST_F(S3ConnectionTest, FindsTheRegionInTheHeaderWhereThereIsNoBody) {
    http_.expect(answer(301, {}, {{"x-amz-bucket-region", "eu-west-1"}}));
    http_.expect(answer(404));
    EXPECT_EQ(send("s3:s3.amazonaws.com/bucket", {.method = "HEAD", .key = "k"}).status, 404);
}

TEST_F(S3ConnectionTest, IsNotSentRoundInCirclesOrAstray) {
    http_.expect(answer(301, {}, {{"x-amz-bucket-region", "eu-west-1"}}));
    http_.expect(answer(301, {}, {{"x-amz-bucket-region", "eu-west-2"}}));
    EXPECT_EQ(send("s3:s3.amazonaws.com/bucket", {.key = "k"}).status, 301);
    EXPECT_EQ(http_.sent().size(), 2U);
    http_.expect(answer(301, {}, {{"x-amz-bucket-region", "evil.example.org/"}}));
    EXPECT_EQ(send("s3:s3.amazonaws.com/bucket", {.key = "k"}).status, 301);
    EXPECT_EQ(http_.sent().size(), 3U);
}

TEST_F(S3ConnectionTest, RenewsCredentialsThatHaveExpired) {
    http_.expect(refusal(400, "ExpiredToken"));
    http_.expect(answer(200));
    EXPECT_TRUE(send("s3:host/bucket", {.key = "k"}).isSuccess());
    EXPECT_NE(http_.sent().at(1).headers.at("Authorization").find("Credential=KEY1/"),
              std::string::npos);
}

TEST_F(S3ConnectionTest, DoesNotRenewThemForEver) {
    credentials_.renewalsMax = 100;
    http_.expect(refusal(400, "ExpiredToken"));
    http_.expect(refusal(400, "ExpiredToken"));
    EXPECT_EQ(send("s3:host/bucket", {.key = "k"}).status, 400);
    EXPECT_EQ(http_.sent().size(), 2U);
}

}  // namespace
}  // namespace tl::storage

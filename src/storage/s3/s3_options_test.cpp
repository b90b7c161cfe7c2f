#include "storage/s3/s3_options.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

S3Options parsed(std::string_view location) {
    return parseS3Location(location).value();
}

std::string messageOf(std::string_view location) {
    try {
        (void)parseS3Location(location);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

S3Options withOptions(const std::map<std::string, std::string>& options) {
    S3Options s3 = parsed("s3:host/bucket");
    applyS3Options(options, s3);
    return s3;
}

TEST(S3Location, ReadsResticsForms) {
    const S3Options amazon = parsed("s3:s3.amazonaws.com/bucket");
    EXPECT_EQ(amazon.host, "s3.amazonaws.com");
    EXPECT_EQ(amazon.bucket, "bucket");
    EXPECT_EQ(amazon.prefix, "");
    EXPECT_TRUE(amazon.isTls);
    EXPECT_EQ(parsed("s3://host:9000/bucket/a/b").host, "host:9000");
    EXPECT_EQ(parsed("s3://host:9000/bucket/a/b").prefix, "a/b");
    EXPECT_TRUE(parsed("s3:https://host:9000/bucket/a").isTls);
    EXPECT_FALSE(parsed("s3:http://host:9000/bucket/a").isTls);
    EXPECT_EQ(parsed("s3:http://host:9000/bucket/a").host, "host:9000");
    EXPECT_EQ(parsed("s3:http://host:9000/bucket/a").prefix, "a");
    EXPECT_FALSE(parseS3Location("/srv/s3:x").has_value());
    EXPECT_FALSE(parseS3Location("sftp:host:/x").has_value());
}

TEST(S3Location, CleansThePrefixAsResticDoes) {
    EXPECT_EQ(parsed("s3:host/bucket/").prefix, "");
    EXPECT_EQ(parsed("s3:host/bucket//a//b/").prefix, "a/b");
    EXPECT_EQ(parsed("s3:host/bucket/a/./b/../c").prefix, "a/c");
    EXPECT_EQ(parsed("s3:host/bucket/../../a").prefix, "a");
    EXPECT_EQ(parsed("s3:https://host/bucket/a%20b").prefix, "a b");
    EXPECT_EQ(parsed("s3:host/bucket/a%20b").prefix, "a%20b") << "no URL, so nothing is encoded";
}

TEST(S3Location, LeavesOutAPortThatIsUnderstood) {
    EXPECT_EQ(parsed("s3:https://HOST:443/bucket").host, "host");
    EXPECT_EQ(parsed("s3:http://host:80/bucket").host, "host");
    EXPECT_EQ(parsed("s3:http://host:443/bucket").host, "host:443");
}

TEST(S3Location, SaysWhatIsMissing) {
    EXPECT_NE(messageOf("s3:host").find("names no bucket"), std::string::npos);
    EXPECT_NE(messageOf("s3:host/").find("names no bucket"), std::string::npos);
    EXPECT_NE(messageOf("s3:").find("names no host"), std::string::npos);
    EXPECT_NE(messageOf("s3:https:///bucket").find("names no host"), std::string::npos);
    EXPECT_NE(messageOf("s3:host/no").find("3 to 63"), std::string::npos);
    EXPECT_NE(messageOf("s3:host/b ck?t").find("3 to 63"), std::string::npos);
    EXPECT_NE(messageOf("s3:ho st/bucket").find("names no host"), std::string::npos);
    EXPECT_NE(messageOf("s3:https://host/bucket/%2").find("hex digits"), std::string::npos);
}

TEST(S3Location, NeverRepeatsAPassword) {
    const std::string message = messageOf("s3:https://key:hushhush@host/bucket");
    EXPECT_NE(message.find("AWS_SECRET_ACCESS_KEY"), std::string::npos);
    EXPECT_EQ(message.find("hushhush"), std::string::npos);
}

TEST(S3Location, IsShownAsItIsWritten) {
    EXPECT_EQ(s3LocationText(parsed("s3:host/bucket/a//b")), "s3:https://host/bucket/a/b");
    EXPECT_EQ(s3LocationText(parsed("s3:http://host:1/bucket")), "s3:http://host:1/bucket");
}

TEST(S3Options, ReadsResticsAndOurs) {
    const S3Options s3 = withOptions({{"s3.region", "eu-west-1"},
                                      {"s3.bucket-lookup", "dns"},
                                      {"s3.storage-class", "STANDARD_IA"},
                                      {"s3.connections", "20"},
                                      {"s3.list-objects-v1", "true"},
                                      {"s3.unsafe-anonymous-auth", "true"},
                                      {"s3.retries", "3"},
                                      {"s3.layout", "default"},
                                      {"s3.profile", "work"},
                                      {"s3.part-size", "64"},
                                      {"s3.object-lock", "governance"},
                                      {"s3.object-lock-days", "30"},
                                      {"local.connections", "x"}});
    EXPECT_EQ(s3.region, "eu-west-1");
    EXPECT_EQ(s3.bucketLookup, BucketLookup::Dns);
    EXPECT_EQ(s3.storageClass, "STANDARD_IA");
    EXPECT_EQ(s3.connections, 20U);
    EXPECT_TRUE(s3.isListV1);
    EXPECT_TRUE(s3.isAnonymous);
    EXPECT_EQ(s3.profile, "work");
    EXPECT_EQ(s3.partSizeMiB, 64U);
    EXPECT_EQ(s3.retention, RetentionMode::Governance);
    EXPECT_EQ(s3.retentionDays, 30U);
}

TEST(S3Options, RefusesWhatNobodyKnows) {
    const std::pair<const char*, const char*> wrong[] = {{"s3.colour", "red"},
                                                         {"s3.bucket-lookup", "sideways"},
                                                         {"s3.connections", "0"},
                                                         {"s3.part-size", "4"},
                                                         {"s3.part-size", "6000"},
                                                         {"s3.object-lock", "legal"},
                                                         {"s3.object-lock", "compliance"},
                                                         {"s3.object-lock-days", "1"},
                                                         {"s3.region", "eu/../west"},
                                                         {"s3.storage-class", "A\r\nB: c"}};
    for (const auto& [name, value] : wrong) {
        const std::map<std::string, std::string> options{{name, value}};
        EXPECT_EQ(kindThrown([&] { (void)withOptions(options); }), ErrorKind::InvalidInput)
            << name << '=' << value;
    }
}

}  // namespace
}  // namespace tl::storage

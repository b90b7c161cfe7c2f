#include "storage/s3/s3_xml.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

std::optional<ErrorKind> refusal(std::string_view xml) {
    return kindThrown([&] { (void)readListing(bytesOf(xml)); });
}

TEST(S3Xml, ReadsAPageOfAListing) {
    const S3Listing listing = readListing(bytesOf(R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name>
<KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>
<NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
<Contents><Key>p/data/ab/abc</Key><Size>16777216</Size><ETag>"x"</ETag></Contents>
<Contents><Key>p/data/a&amp;b</Key><Size>0</Size></Contents></ListBucketResult>)"));
    ASSERT_EQ(listing.objects.size(), 2U);
    EXPECT_EQ(listing.objects[0].key, "p/data/ab/abc");
    EXPECT_EQ(listing.objects[0].sizeBytes, 16777216U);
    EXPECT_EQ(listing.objects[1].key, "p/data/a&b");
    EXPECT_EQ(listing.next, "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=");
}

TEST(S3Xml, GoesOnAtTheLastKeyWhereVersionOneSaysNothing) {
    EXPECT_EQ(readListing(bytesOf("<ListBucketResult><IsTruncated>true</IsTruncated>"
                                  "<Contents><Key>a</Key><Size>1</Size></Contents>"
                                  "<Contents><Key>b</Key><Size>1</Size></Contents>"
                                  "</ListBucketResult>"))
                  .next,
              "b");
    EXPECT_EQ(readListing(bytesOf("<ListBucketResult><IsTruncated>true</IsTruncated>"
                                  "<NextMarker>c</NextMarker></ListBucketResult>"))
                  .next,
              "c");
}

TEST(S3Xml, DecodesKeysWhereTheServerEncodedThem) {
    EXPECT_EQ(readListing(bytesOf("<ListBucketResult><EncodingType>url</EncodingType>"
                                  "<Contents><Key>a+b%2Fc%2B</Key><Size>1</Size></Contents>"
                                  "</ListBucketResult>"))
                  .objects.at(0)
                  .key,
              "a b/c+");
}

TEST(S3Xml, RefusesWhatIsNoListing) {
    const char* const answers[] = {
        "",
        "<html><body>Welcome to this hotel's network</body></html>",
        "<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents>",
        "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key><Size>99999999999999999999</Size></Contents>"
        "</ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%zz</Key>"
        "<Size>1</Size></Contents></ListBucketResult>"};
    for (const char* const answer : answers)
        EXPECT_EQ(refusal(answer), ErrorKind::Unavailable) << answer;
}

TEST(S3Xml, ExpandsNoEntities) {
    const S3Listing listing = readListing(bytesOf(
        R"(<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>
<ListBucketResult><Contents><Key>&b;&f;</Key><Size>1</Size></Contents></ListBucketResult>)"));
    EXPECT_EQ(listing.objects.at(0).key, "&b;&f;");
}

TEST(S3Xml, ReadsErrors) {
    const auto error = tryReadError(
        bytesOf("<Error><Code>AuthorizationHeaderMalformed</Code><Message>wrong region</Message>"
                "<Region>eu-west-1</Region></Error>"));
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->code, "AuthorizationHeaderMalformed");
    EXPECT_EQ(error->message, "wrong region");
    EXPECT_EQ(error->region, "eu-west-1");
    EXPECT_FALSE(tryReadError(bytesOf("<CompleteMultipartUploadResult/>")).has_value());
    EXPECT_FALSE(tryReadError({}).has_value());
}

TEST(S3Xml, ReadsTheNameOfAnUpload) {
    EXPECT_EQ(readUploadId(bytesOf("<InitiateMultipartUploadResult><UploadId>VXBs</UploadId>"
                                   "</InitiateMultipartUploadResult>")),
              "VXBs");
    EXPECT_EQ(kindThrown([] { (void)readUploadId({}); }), ErrorKind::Unavailable);
}

TEST(S3Xml, WritesWhatIsSent) {
    EXPECT_EQ(completionXml({{1, "\"a\""}, {2, "<b>"}}),
              "<?xml version=\"1.0\"?><CompleteMultipartUpload "
              "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Part><PartNumber>1</PartNumber>"
              "<ETag>\"a\"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>&lt;b&gt;</ETag>"
              "</Part></CompleteMultipartUpload>");
    EXPECT_NE(bucketXml("eu-west-1").find("<LocationConstraint>eu-west-1</LocationConstraint>"),
              std::string::npos);
}

TEST(S3Xml, ReadsRegionsOfBuckets) {
    const auto read = [](std::string_view xml) {
        return readBucketRegion(std::as_bytes(std::span{xml}));
    };
    EXPECT_EQ(read("<LocationConstraint xmlns=\"x\">eu-west-1</LocationConstraint>"), "eu-west-1");
    EXPECT_EQ(read("<CreateBucketConfiguration><LocationConstraint>eu-de</LocationConstraint>"
                   "</CreateBucketConfiguration>"),
              "eu-de");
    for (const char* nothing : {"<LocationConstraint/>", "<ListBucketResult/>", "{}", ""})
        EXPECT_EQ(read(nothing), "") << nothing;
}

}  // namespace
}  // namespace tl::storage

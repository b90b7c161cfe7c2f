#include "storage/s3/s3_errors.h"

#include <gtest/gtest.h>

#include "storage/s3/fake_http_client.h"

namespace tl::storage {
namespace {

const S3Refusal kRefusal{.doing = "cannot store config",
                         .server = "host:9000",
                         .bucket = "bucket",
                         .accessKeyId = "AKIA1",
                         .region = "eu-west-1",
                         .sentAt = {1369353600, 0}};

Error errorFor(const HttpResponse& response) {
    return s3Error(response, kRefusal);
}

struct Case {
    const char* code;
    int status;
    ErrorKind kind;
    const char* advice;  ///< Part of the sentence.
};

TEST(S3Errors, SaysWhatToDo) {
    const Case cases[] = {
        {"NoSuchBucket", 404, ErrorKind::NoRepository, "there is no bucket bucket"},
        {"AccessDenied", 403, ErrorKind::PermissionDenied, "AKIA1 may not do that"},
        {"InvalidAccessKeyId", 403, ErrorKind::PermissionDenied, "AWS_ACCESS_KEY_ID"},
        {"SignatureDoesNotMatch", 403, ErrorKind::PermissionDenied, "AWS_SECRET_ACCESS_KEY"},
        {"ExpiredToken", 400, ErrorKind::PermissionDenied, "get new ones"},
        {"RequestTimeTooSkewed", 403, ErrorKind::PermissionDenied, "set this machine's clock"},
        {"AuthorizationHeaderMalformed", 400, ErrorKind::InvalidInput, "-o s3.region"},
        {"InvalidStorageClass", 400, ErrorKind::InvalidInput, "-o s3.storage-class"},
        {"BucketAlreadyExists", 409, ErrorKind::InvalidInput, "somebody else"},
        {"InvalidObjectState", 403, ErrorKind::Unsupported, "archive class"},
        {"QuotaExceeded", 403, ErrorKind::ResourceExhausted, "quota"},
        {"SlowDown", 503, ErrorKind::Unavailable, "later"},
        {"ServiceUnavailable", 503, ErrorKind::Unavailable, "later"},
        {"RequestTimeout", 400, ErrorKind::Unavailable, "later"},
        {"XAmzContentSHA256Mismatch", 400, ErrorKind::Unavailable, "damaged on its way"},
        {"SomethingNew", 503, ErrorKind::Unavailable, "later"},
        {"SomethingNew", 507, ErrorKind::ResourceExhausted, "quota"},
        {"SomethingNew", 403, ErrorKind::PermissionDenied, "credentials of AKIA1"},
        {"SomethingNew", 400, ErrorKind::InvalidInput, "s3 options"},
    };
    for (const Case& each : cases) {
        const Error error = errorFor(refusal(each.status, each.code));
        EXPECT_EQ(error.kind(), each.kind) << each.code << ' ' << each.status;
        EXPECT_NE(std::string{error.what()}.find(each.advice), std::string::npos)
            << each.code << ": " << error.what();
        EXPECT_NE(std::string{error.what()}.find("cannot store config: "), std::string::npos);
    }
}

TEST(S3Errors, GoesByTheStatusWhereNoCodeIsGiven) {
    for (const int status : {500, 502, 503, 504, 408, 429})
        EXPECT_EQ(errorFor(answer(status)).kind(), ErrorKind::Unavailable) << status;
    EXPECT_EQ(errorFor(answer(403, "<html>Forbidden</html>")).kind(), ErrorKind::PermissionDenied);
    EXPECT_EQ(errorFor(answer(301)).kind(), ErrorKind::InvalidInput);
    EXPECT_EQ(errorFor(answer(405)).kind(), ErrorKind::Unsupported);
}

TEST(S3Errors, ShowsBothClocks) {
    const std::string text =
        errorFor(answer(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>",
                        {{"Date", "Fri, 24 May 2013 01:00:00 GMT"}}))
            .describe();
    EXPECT_NE(text.find("20130524T000000Z"), std::string::npos) << text;
    EXPECT_NE(text.find("01:00:00 GMT"), std::string::npos) << text;
}

TEST(S3Errors, LetsNoServerWriteToTheTerminal) {
    const std::string text =
        errorFor(answer(500, "<Error><Code>\x1b[2J</Code><Message>" + std::string(5000, 'x') +
                                 "</Message></Error>"))
            .describe();
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_LT(text.size(), 1000U);
}

}  // namespace
}  // namespace tl::storage

#include "storage/b2/b2_errors.h"

#include <string_view>

#include <gtest/gtest.h>

namespace tl::storage {
namespace {

HttpResponse answer(int status, std::string_view body) {
    const auto bytes = std::as_bytes(std::span{body});
    return {.status = status, .body = {bytes.begin(), bytes.end()}};
}

ErrorKind kindOf(int status, const std::string& code) {
    return b2Error({.status = status, .code = code}, "cannot do it", "b2:bucket").kind();
}

TEST(B2Errors, ReadsTheCode) {
    const B2Refusal refusal =
        readB2Refusal(answer(401, R"({"status":401,"code":"expired_auth_token","message":"Old"})"));
    EXPECT_EQ(refusal.status, 401);
    EXPECT_EQ(refusal.code, "expired_auth_token");
    EXPECT_TRUE(isTokenOld(refusal));
    EXPECT_FALSE(isTokenOld({.status = 401, .code = "unauthorized"}));
}

TEST(B2Errors, AnotherBodyIsNoCode) {
    for (const char* body :
         {"", "<html>", "[]", "{}", R"({"code":7})", "{\"code\":\"\xff\"}", "nul"})
        EXPECT_EQ(readB2Refusal(answer(503, body)).code, "") << body;
}

TEST(B2Errors, TheCodeDecidesAndElseTheStatus) {
    EXPECT_EQ(kindOf(401, "unauthorized"), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf(401, "bad_auth_token"), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf(401, ""), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf(401, "expired_auth_token"), ErrorKind::Unavailable);
    EXPECT_EQ(kindOf(403, "storage_cap_exceeded"), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOf(403, "cap_exceeded"), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOf(403, "access_denied"), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf(400, "file_not_present"), ErrorKind::NotFound);
    EXPECT_EQ(kindOf(400, "no_such_file"), ErrorKind::NotFound);
    EXPECT_EQ(kindOf(400, "duplicate_bucket_name"), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(400, "bad_request"), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(404, ""), ErrorKind::NotFound);
    for (const int status : {408, 429, 500, 502, 503})
        EXPECT_EQ(kindOf(status, "x"), ErrorKind::Unavailable) << status;
    EXPECT_EQ(kindOf(302, ""), ErrorKind::Unavailable);
}

TEST(B2Errors, SaysWhatToDo) {
    const Error error =
        b2Error({.status = 403, .code = "storage_cap_exceeded"}, "cannot store x", "b2:bucket");
    EXPECT_NE(error.describe().find("cannot store x: a cap"), std::string::npos);
    EXPECT_NE(error.describe().find("Caps & Alerts"), std::string::npos);
}

}  // namespace
}  // namespace tl::storage

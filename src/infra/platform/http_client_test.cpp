#include "infra/platform/http_client.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(HttpResponse, FindsHeadersInAnyCase) {
    const HttpResponse response{
        .status = 200, .headers = {{"Content-Length", "12"}, {"ETag", "\"a\""}, {"etag", "\"b\""}}};
    EXPECT_EQ(response.findHeader("content-length"), "12");
    EXPECT_EQ(response.findHeader("ETAG"), "\"a\"") << "the first one";
    EXPECT_EQ(response.findHeader("Content"), std::nullopt);
    EXPECT_EQ(response.findHeader(""), std::nullopt);
}

TEST(HttpResponse, SuccessIsEveryStatusOfTheTwoHundreds) {
    for (const int status : {200, 201, 204, 206, 299})
        EXPECT_TRUE(HttpResponse{.status = status}.isSuccess()) << status;
    for (const int status : {0, 199, 300, 304, 404, 500})
        EXPECT_FALSE(HttpResponse{.status = status}.isSuccess()) << status;
}

}  // namespace
}  // namespace tl

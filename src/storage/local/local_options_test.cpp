#include "storage/local/local_options.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::storage {
namespace {

TEST(LocalLocation, ReadsTheSchemeAndPlainPaths) {
    EXPECT_EQ(parseLocalLocation("local:/srv/repo")->path, "/srv/repo");
    EXPECT_EQ(parseLocalLocation("local:a:b")->path, "a:b");
    EXPECT_EQ(parseLocalLocation("/srv/a:b")->path, "/srv/a:b");
    EXPECT_EQ(parseLocalLocation("./sftp:x")->path, "./sftp:x");
    EXPECT_EQ(parseLocalLocation("../s3:x")->path, "../s3:x");
    EXPECT_EQ(parseLocalLocation("repo")->path, "repo");
}

TEST(LocalLocation, LeavesOtherSchemesToOthers) {
    for (const char* location : {"sftp:user@host:/x", "rest:http://host/", "s3:host/bucket", "x:y"})
        EXPECT_FALSE(parseLocalLocation(location).has_value()) << location;
}

TEST(LocalLocation, RefusesToNameNoFolder) {
    EXPECT_THROW((void)parseLocalLocation(""), Error);
    EXPECT_THROW((void)parseLocalLocation("local:"), Error);
}

TEST(LocalOptions, AreReadAndTheirNamesChecked) {
    LocalOptions local{.path = "/srv/repo"};
    applyLocalOptions({{"local.connections", "4"}, {"local.cache", "on"}, {"s3.x", "y"}}, local);
    EXPECT_EQ(local, (LocalOptions{.path = "/srv/repo", .connections = 4, .isCached = true}));
    EXPECT_THROW(applyLocalOptions({{"local.region", "eu"}}, local), Error);
}

}  // namespace
}  // namespace tl::storage

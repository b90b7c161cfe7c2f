#include "storage/backend_options.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::storage {
namespace {

TEST(BackendOptions, ReadsItsOwnAndLeavesDefaults) {
    BackendOptions options{
        "s3", {{"s3.region", "eu"}, {"s3.connections", "7"}, {"s3.unsafe", "true"}, {"b2.x", "y"}}};
    std::string region;
    std::string bucket = "kept";
    std::size_t connections = 5;
    bool isUnsafe = false;
    options.readText("region", region);
    options.readText("bucket", bucket);
    options.readCount("connections", connections);
    options.readSwitch("unsafe", isUnsafe);
    options.refuseOthers();
    EXPECT_EQ(region, "eu");
    EXPECT_EQ(bucket, "kept");
    EXPECT_EQ(connections, 7U);
    EXPECT_TRUE(isUnsafe);
}

TEST(BackendOptions, RefusesAValueOfTheWrongForm) {
    for (const char* value : {"", "0", "-1", "5x", "99999999999999999999999"}) {
        BackendOptions options{"s3", {{"s3.connections", value}}};
        std::size_t connections = 5;
        EXPECT_THROW(options.readCount("connections", connections), Error) << value;
        EXPECT_EQ(connections, 5U);
    }
    BackendOptions options{"s3", {{"s3.cache", "maybe"}}};
    bool isOn = false;
    EXPECT_THROW(options.readSwitch("cache", isOn), Error);
}

TEST(BackendOptions, TakesConnectionsThatAreGivenForAnyDistance) {
    std::size_t usual = 5;
    std::size_t far = 16;
    BackendOptions{"s3", {{"b2.connections", "7"}}}.readConnections(usual, far);
    EXPECT_EQ(usual, 5U);
    EXPECT_EQ(far, 16U);
    BackendOptions{"s3", {{"s3.connections", "7"}}}.readConnections(usual, far);
    EXPECT_EQ(usual, 7U);
    EXPECT_EQ(far, 7U);
}

TEST(BackendOptions, RefusesWhatNobodyRead) {
    const BackendOptions options{"s3", {{"s3.conections", "5"}}};
    try {
        options.refuseOthers();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        EXPECT_NE(error.describe().find("s3.conections"), std::string::npos);
    }
}

}  // namespace
}  // namespace tl::storage

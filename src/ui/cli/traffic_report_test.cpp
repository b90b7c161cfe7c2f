#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

FakeCore coreWithTraffic() {
    FakeCore core;
    core.transfers = {.uploadedBytes = 2048,
                      .downloadedBytes = 10,
                      .retries = 3,
                      .calls = {{.name = "save", .count = 5, .failed = 3, .sizeBytes = 2000},
                                {.name = "list", .count = 1}}};
    return core;
}

TEST(TrafficReport, IsTheLastLineOnRequest) {
    FakeCore core = coreWithTraffic();
    const auto result = runFakeCli(core, {"unlock", "--traffic"});
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_TRUE(
        result.output.ends_with("traffic: 2.000 KiB sent, 10 B received; calls: save 5 (3 "
                                "failed), list 1; tried again 3 times\n"))
        << result.output;
}

TEST(TrafficReport, BelongsToWhatVerboseTells) {
    FakeCore core = coreWithTraffic();
    EXPECT_NE(runFakeCli(core, {"unlock", "-v"}).output.find("traffic: "), std::string::npos);
    EXPECT_EQ(runFakeCli(core, {"unlock"}).output.find("traffic: "), std::string::npos);
    core.transfers = {};
    EXPECT_EQ(runFakeCli(core, {"version", "-v"}).output.find("traffic: "), std::string::npos);
}

TEST(TrafficReport, IsAMessageInJson) {
    FakeCore core = coreWithTraffic();
    const auto result = runFakeCli(core, {"unlock", "--json", "--traffic"});
    const auto start = result.output.find(R"({"message_type":"traffic")");
    ASSERT_NE(start, std::string::npos) << result.output;
    const auto message = nlohmann::json::parse(result.output.substr(start));
    EXPECT_EQ(message["bytes_sent"], 2048);
    EXPECT_EQ(message["bytes_received"], 10);
    EXPECT_EQ(message["retries"], 3);
    EXPECT_EQ(message["calls"]["save"],
              (nlohmann::json{{"count", 5}, {"failed", 3}, {"bytes", 2000}}));
    EXPECT_EQ(runFakeCli(core, {"unlock", "--json", "-v"}).output.find("traffic"),
              std::string::npos)
        << "scripts written for restic get what they know";
}

}  // namespace
}  // namespace tl::cli

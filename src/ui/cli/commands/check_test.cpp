#include "ui/cli/commands/check.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

services::CheckRequest requestOf(Words arguments) {
    FakeCore core;
    arguments.insert(arguments.begin(), "check");
    const CliResult result = runFakeCli(core, arguments);
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    return core.check;
}

CliResult runFinding(services::CheckReport report, const Words& more = {}) {
    FakeCore core;
    core.onCheck = [report](services::CheckObserver& observer) {
        observer.onStatus({.phase = "packs", .done = 1, .total = 2});
        if (report.errorCount > 0)
            observer.onFinding({.severity = services::FindingSeverity::Error,
                                .object = "pack 1a2b",
                                .message = "is damaged",
                                .remedy = services::Remedy::RepairPacks,
                                .id = "1a2b"});
        observer.onFinding({.severity = services::FindingSeverity::Note,
                            .object = "pack 3c4d",
                            .message = "is in no index"});
        return report;
    };
    Words arguments = {"check"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runFakeCli(core, arguments);
}

TEST(CheckCommand, ReadsNoDataUnlessAsked) {
    EXPECT_TRUE(std::holds_alternative<services::ReadNothing>(requestOf({}).reading.readData));
    EXPECT_TRUE(
        std::holds_alternative<services::ReadAll>(requestOf({"--read-data"}).reading.readData));
}

TEST(CheckCommand, ReadsEverySubset) {
    const auto bucket = requestOf({"--read-data-subset", "2/5"}).reading.readData;
    ASSERT_TRUE(std::holds_alternative<services::ReadBucket>(bucket));
    EXPECT_EQ(std::get<services::ReadBucket>(bucket).part, 2U);
    EXPECT_EQ(std::get<services::ReadBucket>(bucket).count, 5U);
    const auto percentage = requestOf({"--read-data-subset=2.5%"}).reading.readData;
    ASSERT_TRUE(std::holds_alternative<services::ReadPercentage>(percentage));
    EXPECT_EQ(std::get<services::ReadPercentage>(percentage).percent, 2.5);
    const auto bytes = requestOf({"--read-data-subset", "50M"}).reading.readData;
    ASSERT_TRUE(std::holds_alternative<services::ReadBytes>(bytes));
    EXPECT_EQ(std::get<services::ReadBytes>(bytes).bytes, 50U << 20U);
}

TEST(CheckCommand, ReadsWhatWasNotReadForLong) {
    EXPECT_EQ(requestOf({}).reading.within, std::nullopt);
    EXPECT_EQ(requestOf({"--read-data-within", "30d"}).reading.within, std::chrono::hours{24 * 30});
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"check", "--read-data-within", "soon"}).exitCode, 1);
}

TEST(CheckCommand, SaysHowOldTheReadingsAre) {
    services::CheckReport report;
    report.readAges = services::ReadAges{
        .packs = 5, .neverReadPacks = 2, .neverReadBytes = 2048, .oldest = 86'400};
    EXPECT_NE(runFinding(report).output.find("2 of 5 packs (2.0 KiB) were never read whole"),
              std::string::npos);
    EXPECT_NE(runFinding(report, {"--json"})
                  .output.find("\"data_read\":{\"packs\":5,\"never_read_packs\":2,"
                               "\"never_read_bytes\":2048,\"oldest_read\":"),
              std::string::npos);
    report.readAges->neverReadPacks = 0;
    EXPECT_NE(runFinding(report).output.find("all data was read whole since 1970-01-02"),
              std::string::npos);
}

TEST(CheckCommand, UsesTheCacheAndLimitsOnlyOnWish) {
    EXPECT_FALSE(requestOf({}).repository.cache.isOn);
    const auto limited = requestOf({"--with-cache", "--tag", "a", "1a2b"});
    EXPECT_TRUE(limited.repository.cache.isOn);
    EXPECT_EQ(limited.filter.tags, (std::vector<Words>{{"a"}}));
    EXPECT_EQ(limited.ids, Words{"1a2b"});
}

TEST(CheckCommand, RefusesAllDataAndSome) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"check", "--read-data", "--read-data-subset", "1/2"}).exitCode, 1);
}

TEST(CheckCommand, SaysThatAllIsWell) {
    const CliResult result = runFinding({});
    EXPECT_EQ(result.output, "check packs\nno errors were found\n");
    EXPECT_EQ(result.errors, "note: pack 3c4d: is in no index\n");
    EXPECT_EQ(result.exitCode, 0);
}

TEST(CheckCommand, SaysWhatIsDamagedAndWhatToDo) {
    services::CheckReport report{.errorCount = 1, .brokenPacks = {"1a2b"}};
    CliResult result = runFinding(report);
    EXPECT_NE(result.errors.find("error: pack 1a2b: is damaged\n"), std::string::npos);
    EXPECT_NE(result.errors.find("\n    tl repair packs 1a2b\n"), std::string::npos);
    EXPECT_EQ(result.errors.find("repair index"), std::string::npos);
    EXPECT_NE(result.errors.find("Fatal: the repository contains errors"), std::string::npos);
    EXPECT_EQ(result.exitCode, 1);
    report.isIndexRepairSuggested = true;
    result = runFinding(report);
    EXPECT_EQ(result.errors.find("repair index"), std::string::npos) << "repairing packs does that";
    report.brokenPacks.clear();
    result = runFinding(report);
    EXPECT_NE(result.errors.find("\n    tl repair index\n"), std::string::npos) << result.errors;
}

TEST(CheckCommand, PrintsResticsJson) {
    EXPECT_EQ(runFinding({}, {"--json"}).output,
              "{\"message_type\":\"summary\",\"num_errors\":0,\"broken_packs\":null,"
              "\"suggest_repair_index\":false,\"suggest_prune\":false}\n");
    const CliResult broken = runFinding(
        {.errorCount = 1, .brokenPacks = {"1a2b"}, .isPruneSuggested = true}, {"--json"});
    EXPECT_EQ(broken.output,
              "{\"message_type\":\"summary\",\"num_errors\":1,\"broken_packs\":[\"1a2b\"],"
              "\"suggest_repair_index\":false,\"suggest_prune\":true}\n");
    EXPECT_TRUE(broken.errors.starts_with(
        "{\"message_type\":\"error\",\"message\":\"pack 1a2b: is damaged\","
        "\"advice\":\"tl repair packs 1a2b\"}\n"))
        << broken.errors;
}

}  // namespace
}  // namespace tl::cli

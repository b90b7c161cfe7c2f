#include "ui/cli/commands/prune.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

services::PruneRequest requestOf(Words arguments) {
    FakeCore core;
    arguments.insert(arguments.begin(), "prune");
    const CliResult result = runFakeCli(core, arguments);
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    return core.prune;
}

int exitCodeOf(Words arguments) {
    FakeCore core;
    arguments.insert(arguments.begin(), "prune");
    return runFakeCli(core, arguments).exitCode;
}

services::PruneFigures someFigures() {
    services::PruneFigures figures;
    figures.blobs = {
        .used = 10, .duplicate = 2, .unused = 5, .repack = 6, .repackRemoved = 3, .removed = 1};
    figures.bytes = {.used = 4096,
                     .duplicate = 512,
                     .unused = 1024,
                     .unreferenced = 100,
                     .uncompressed = 77,
                     .repack = 2000,
                     .repackRemoved = 700,
                     .removed = 300};
    figures.packs = {.used = 3,
                     .unused = 1,
                     .partlyUsed = 2,
                     .unreferenced = 1,
                     .kept = 4,
                     .repack = 1,
                     .removed = 1};
    figures.leftovers = {.files = 2, .sizeBytes = 300};
    return figures;
}

CliResult runPlan(Words more) {
    FakeCore core;
    core.onPrune = [](services::PruneObserver& observer) {
        observer.onStatus({.phase = services::PrunePhase::FindUsed, .done = 1, .total = 2});
        observer.onPlan(someFigures());
        observer.onStatus({.phase = services::PrunePhase::Repack, .done = 0, .total = 1});
        observer.onWarning("pack 1a2b could not be removed");
        return services::PruneReport{.figures = someFigures()};
    };
    more.insert(more.begin(), "prune");
    return runFakeCli(core, more);
}

TEST(PruneCommand, HasResticsDefaults) {
    const auto request = requestOf({});
    EXPECT_EQ(std::get<engine::UnusedShare>(request.options.maxUnused).percent, 5);
    EXPECT_FALSE(request.options.maxRepackBytes);
    EXPECT_FALSE(request.options.repackSmallerThan);
    EXPECT_FALSE(request.options.repackCacheableOnly);
    EXPECT_FALSE(request.options.repackSmall);
    EXPECT_FALSE(request.options.repackUncompressed);
    EXPECT_FALSE(request.isDryRun);
    EXPECT_TRUE(request.recoverWithoutSpaceId.empty());
}

TEST(PruneCommand, ReadsEveryOption) {
    const auto request =
        requestOf({"--max-unused", "1G", "--max-repack-size", "2M", "--repack-cacheable-only",
                   "--repack-small", "--repack-smaller-than", "3k", "--repack-uncompressed", "-n",
                   "--unsafe-recover-no-free-space", "1a2b"});
    EXPECT_EQ(std::get<engine::UnusedBytes>(request.options.maxUnused).bytes, 1U << 30U);
    EXPECT_EQ(request.options.maxRepackBytes, 2U << 20U);
    EXPECT_EQ(request.options.repackSmallerThan, 3U << 10U);
    EXPECT_TRUE(request.options.repackCacheableOnly);
    EXPECT_TRUE(request.options.repackSmall);
    EXPECT_TRUE(request.options.repackUncompressed);
    EXPECT_TRUE(request.isDryRun);
    EXPECT_EQ(request.recoverWithoutSpaceId, "1a2b");
}

TEST(PruneCommand, ReadsEveryLimitOfUnusedData) {
    const auto limitOf = [](const std::string& text) {
        return requestOf({"--max-unused=" + text}).options.maxUnused;
    };
    EXPECT_TRUE(std::holds_alternative<engine::UnusedUnlimited>(limitOf("unlimited")));
    EXPECT_EQ(std::get<engine::UnusedShare>(limitOf("0%")).percent, 0);
    EXPECT_EQ(std::get<engine::UnusedShare>(limitOf("99.5%")).percent, 99.5);
    EXPECT_EQ(std::get<engine::UnusedBytes>(limitOf("0")).bytes, 0U);
    for (const std::string bad : {"100%", "-1%", "%", "nan%", "5 %", "", "many"})
        EXPECT_EQ(exitCodeOf({"--max-unused=" + bad}), 1) << bad;
}

TEST(PruneCommand, RefusesWhatItDoesNotUnderstand) {
    EXPECT_EQ(exitCodeOf({"something"}), 1);
    EXPECT_EQ(exitCodeOf({"--max-repack-size", "large"}), 1);
    EXPECT_EQ(exitCodeOf({"--repack-smaller-than", "-1"}), 1);
}

TEST(PruneCommand, ShowsThePlan) {
    const CliResult result = runPlan({});
    EXPECT_EQ(result.output,
              "find what the snapshots need\n"
              "\n"
              "to repack:             6 blobs / 1.953 KiB\n"
              "this removes:          3 blobs / 700 B\n"
              "to delete:             1 blobs / 400 B\n"
              "total prune:           4 blobs / 1.074 KiB\n"
              "not yet compressed:             77 B\n"
              "remaining:            13 blobs / 4.523 KiB\n"
              "unused size after prune: 536 B (11.57% of remaining size)\n"
              "left by killed programs, to delete: 2 files / 300 B\n"
              "\n"
              "copy what is needed to new packs\n"
              "done\n");
    EXPECT_EQ(result.errors, "warning: pack 1a2b could not be removed\n");
    EXPECT_EQ(result.exitCode, 0);
}

TEST(PruneCommand, ShowsMoreWhenAskedAndNothingWhenQuiet) {
    const std::string output = runPlan({"-v"}).output;
    for (const std::string line :
         {"used:                 10 blobs / 4.000 KiB\n",
          "duplicates:            2 blobs / 512 B\n", "unreferenced:                   100 B\n",
          "unused size: 26.80% of total size\n", "partly used packs:           2\n",
          "packs to repack:             1\n", "unreferenced packs:          1\n"})
        EXPECT_NE(output.find(line), std::string::npos) << line << output;
    EXPECT_EQ(runPlan({"-q"}).output, "");
}

TEST(PruneCommand, PrintsResticsJson) {
    const CliResult result = runPlan({"--json"});
    EXPECT_EQ(
        result.output,
        R"({"message_type":"summary",)"
        R"("blobs":{"used":10,"duplicate":2,"unused":5,"total":17,"repack":6,"repack_remove":3,)"
        R"("remove":1,"remove_total":4,"remaining":13},)"
        R"("bytes":{"used":4096,"duplicate":512,"unused":1024,"unreferenced":100,)"
        R"("uncompressed":77,"total":5732,"repack":2000,"repack_remove":700,"remove":300,)"
        R"("remove_total":1100,"remaining":4632,"remaining_unused":536},)"
        R"("packfiles":{"used":3,"unused":1,"partly_used":2,"unreferenced":1,"total":7,"keep":4,)"
        R"("repack":1,"remove":1,"remove_total":2},"leftovers":{"files":2,"bytes":300}})"
        "\n");
}

}  // namespace
}  // namespace tl::cli

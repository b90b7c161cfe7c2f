#include "ui/cli/commands/stats.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

services::StatisticsReport rawData() {
    return {.snapshotCount = 2,
            .figures = {.totalBytes = 3000,
                        .files = 0,
                        .blobs = 7,
                        .uncompressedBytes = 4000,
                        .compressedBytes = 1000,
                        .compressedBytesBefore = 2000},
            .canCompress = true};
}

TEST(StatsCommand, PassesOnItsArguments) {
    FakeCore core;
    (void)runFakeCli(core, {"stats", "--mode", "blobs-per-file", "1a", "latest", "-H", "h"});
    EXPECT_EQ(core.statistics.mode, services::StatisticsMode::BlobsPerFile);
    EXPECT_EQ(core.statistics.snapshots.ids, (std::vector<std::string>{"1a", "latest"}));
    EXPECT_EQ(core.statistics.snapshots.filter.hosts, std::vector<std::string>{"h"});
    (void)runFakeCli(core, {"stats"});
    EXPECT_EQ(core.statistics.mode, services::StatisticsMode::RestoreSize);
}

TEST(StatsCommand, PrintsFigures) {
    FakeCore core;
    core.statisticsReport = rawData();
    EXPECT_EQ(runFakeCli(core, {"stats", "--mode", "raw-data"}).output,
              "scanning...\n"
              "Stats in raw-data mode:\n"
              "     Snapshots processed:  2\n"
              "        Total Blob Count:  7\n"
              " Total Uncompressed Size:  3.906 KiB\n"
              "              Total Size:  2.930 KiB\n"
              "    Compression Progress:  50.00%\n"
              "       Compression Ratio:  2.00x\n"
              "Compression Space Saving:  25.00%\n");
    core.statisticsReport = {.snapshotCount = 1, .figures = {.totalBytes = 5, .files = 2}};
    EXPECT_EQ(runFakeCli(core, {"stats", "-q"}).output,
              "Stats in restore-size mode:\n"
              "     Snapshots processed:  1\n"
              "        Total File Count:  2\n"
              "              Total Size:  5 B\n");
}

TEST(StatsCommand, SpeaksJson) {
    FakeCore core;
    core.statisticsReport = rawData();
    EXPECT_EQ(runFakeCli(core, {"stats", "--json"}).output,
              "{\"total_size\":3000,\"total_uncompressed_size\":4000,\"compression_ratio\":2.0,"
              "\"compression_progress\":50.0,\"compression_space_saving\":25.0,"
              "\"total_blob_count\":7,\"snapshots_count\":2}\n");
    core.statisticsReport.canCompress = false;
    EXPECT_EQ(runFakeCli(core, {"stats", "--json"}).output,
              "{\"total_size\":3000,\"total_blob_count\":7,\"snapshots_count\":2}\n");
}

TEST(StatsCommand, RefusesAnUnknownMode) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"stats", "--mode", "bytes"}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

}  // namespace
}  // namespace tl::cli

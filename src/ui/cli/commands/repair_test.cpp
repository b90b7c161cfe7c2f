#include "ui/cli/commands/repair.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;
using services::RepairOutcome;

TEST(RepairCommands, AskForWhatTheOptionsSay) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"repair", "index", "--read-all-packs", "-n"}).exitCode, 0);
    EXPECT_TRUE(core.indexRepair.areAllHeadersRead);
    EXPECT_TRUE(core.indexRepair.isDryRun);
    EXPECT_EQ(runFakeCli(core, {"rebuild-index"}).exitCode, 0);
    EXPECT_FALSE(core.indexRepair.areAllHeadersRead);
    EXPECT_EQ(runFakeCli(core, {"repair", "packs", "1a", "2b"}).exitCode, 0);
    EXPECT_EQ(core.packsRepair.ids, (Words{"1a", "2b"}));
    EXPECT_EQ(core.packsRepair.copyFolder, ".");
    EXPECT_EQ(runFakeCli(core, {"repair", "snapshots", "--forget", "--tag", "a", "3c"}).exitCode,
              0);
    EXPECT_TRUE(core.snapshotsRepair.areOriginalsForgotten);
    EXPECT_EQ(core.snapshotsRepair.ids, Words{"3c"});
    EXPECT_EQ(core.snapshotsRepair.filter.tags, (std::vector<Words>{{"a"}}));
    EXPECT_EQ(runFakeCli(core, {"recover", "--host", "h"}).exitCode, 0);
    EXPECT_EQ(core.recovery.host, "h");
}

TEST(RepairCommands, MakeAConfigAnew) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"repair", "config"}).output,
              "made a new config; the repository's ID is 1a2b now\n");
    EXPECT_EQ(core.configRepair.copyFolder, ".");
    EXPECT_FALSE(core.configRepair.isDryRun);
    EXPECT_EQ(runFakeCli(core, {"repair", "config", "--dry-run", "--json"}).output,
              "{\"message_type\":\"summary\",\"repository_id\":\"1a2b\",\"dry_run\":true}\n");
    EXPECT_TRUE(core.configRepair.isDryRun);
}

TEST(RepairCommands, WantTheRightNumberOfOperands) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"repair", "index", "x"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"repair", "packs"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"recover", "x"}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

TEST(RepairCommands, TellWhatIsLostOnStandardError) {
    FakeCore core;
    core.onRepair = [](services::RepairObserver& observer) {
        observer.onStatus({.phase = "packs", .done = 0, .total = 1});
        observer.onNotice({RepairOutcome::Mended, "pack 1a", "all was saved"});
        observer.onNotice({RepairOutcome::Lost, "pack 2b", "it is missing"});
        observer.onNotice({RepairOutcome::Open, "pack 3c", "look again"});
    };
    core.packsRepairSummary = {.savedBlobs = 2, .lostBlobs = {"data 4d"}, .removedPacks = 1};
    const CliResult result = runFakeCli(core, {"repair", "packs", "1a"});
    EXPECT_EQ(result.errors, "lost: pack 2b: it is missing\nopen: pack 3c: look again\n");
    EXPECT_TRUE(
        result.output.starts_with("repair: packs\npack 1a: all was saved\nlost: data 4d\n"
                                  "saved 2 blobs in new packs and removed 1 damaged packs"))
        << result.output;
}

TEST(RepairCommands, NameThePacksThatTheNextCommandNeeds) {
    FakeCore core;
    core.indexRepairSummary.damagedPacks = {"1a", "2b"};
    EXPECT_NE(runFakeCli(core, {"repair", "index"}).output.find("tl repair packs 1a 2b"),
              std::string::npos);
}

TEST(RepairCommands, PrintJson) {
    FakeCore core;
    core.onRepair = [](services::RepairObserver& observer) {
        observer.onNotice({RepairOutcome::Lost, "pack 2b", "it is missing"});
    };
    core.snapshotsRepairSummary = {
        .repairedSnapshots = 1, .lostSnapshots = 2, .removedSnapshots = 3};
    EXPECT_EQ(runFakeCli(core, {"repair", "snapshots", "--json"}).output,
              "{\"message_type\":\"notice\",\"outcome\":\"lost\",\"object\":\"pack 2b\","
              "\"message\":\"it is missing\"}\n"
              "{\"message_type\":\"summary\",\"repaired_snapshots\":1,\"lost_snapshots\":2,"
              "\"removed_snapshots\":3,\"dry_run\":false}\n");
    core.onRepair = nullptr;
    EXPECT_EQ(runFakeCli(core, {"recover", "--json"}).output,
              "{\"message_type\":\"summary\",\"folders\":[],\"snapshot_id\":null}\n");
}

}  // namespace
}  // namespace tl::cli

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

TEST(RepoMove, AsksForTheOldPlaceToBeKept) {
    FakeCore core;
    core.moveReport = {.copiedFiles = 7, .copiedBytes = 2048, .presentFiles = 3};
    const auto result = runFakeCli(core, {"repo", "move", "/new"});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.move.source.location, usualVariables().at("RESTIC_REPOSITORY"));
    EXPECT_EQ(core.move.destination.location, "/new");
    EXPECT_EQ(core.move.readBack, services::ReadBack::Yes);
    EXPECT_EQ(core.move.oldPlace, services::OldPlace::Keep);
    EXPECT_FALSE(core.move.isDryRun);
    EXPECT_NE(result.output.find("copied 7 files (2.000 KiB)"), std::string::npos);
    EXPECT_NE(result.output.find("still there"), std::string::npos);
}

TEST(RepoMove, PassesItsOptionsOn) {
    FakeCore core;
    (void)runFakeCli(core, {"repo", "move", "/new", "-n", "--no-read-back", "--delete-old"});
    EXPECT_EQ(core.move.readBack, services::ReadBack::No);
    EXPECT_EQ(core.move.oldPlace, services::OldPlace::Delete);
    EXPECT_TRUE(core.move.isDryRun);
}

TEST(RepoMove, TellsScriptsWhatItDid) {
    FakeCore core;
    core.moveReport = {
        .copiedFiles = 7, .copiedBytes = 2048, .presentFiles = 3, .deletedFiles = 11};
    const auto result = runFakeCli(core, {"repo", "move", "/new", "--json"});
    const auto summary = nlohmann::json::parse(result.output);
    EXPECT_EQ(summary["message_type"], "summary");
    EXPECT_EQ(summary["files_copied"], 7);
    EXPECT_EQ(summary["bytes_copied"], 2048);
    EXPECT_EQ(summary["files_present"], 3);
    EXPECT_EQ(summary["files_deleted"], 11);
    EXPECT_EQ(summary["dry_run"], false);
}

TEST(RepoMove, NeedsOnePlace) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"repo", "move"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"repo", "move", "/a", "/b"}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

}  // namespace
}  // namespace tl::cli

#include "ui/cli/commands/replaced.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"
#include "ui/cli/json_line.h"

namespace tl::cli {
namespace {

services::KeptRestore kept() {
    return {.id = "0123456789abcdef",
            .folder = "/data/.timelocker-replaced-0123456789abcdef",
            .snapshot = "aabbccddeeff",
            .target = "/data",
            .startedAt = {1'700'000'000, 0}};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(ReplacedCommand, ListsWhatCanBeTakenBack) {
    FakeCore core;
    core.keptRestores = {kept(),
                         {.id = "fedcba9876543210", .folder = "/b", .problem = "no such file"}};
    CliResult result = runFakeCli(core, {"replaced", "list", "/data", "/more"});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.keptListing, (std::vector<std::string>{"/data", "/more"}));
    EXPECT_TRUE(contains(result.output, "01234567")) << result.output;
    EXPECT_TRUE(contains(result.output, "2023-11-14 22:13:20")) << result.output;
    EXPECT_TRUE(contains(result.output, "no such file")) << result.output;
    EXPECT_TRUE(contains(result.output, "2 folders")) << result.output;
    result = runFakeCli(core, {"replaced", "list", "--json"});
    const Json json = Json::parse(result.output);
    EXPECT_EQ(json[0]["id"], "0123456789abcdef");
    EXPECT_EQ(json[0]["started_at"], 1'700'000'000);
    EXPECT_EQ(json[0]["set_aside"], false);
    EXPECT_EQ(json[1]["problem"], "no such file");
    EXPECT_FALSE(json[1].contains("snapshot"));
}

TEST(ReplacedCommand, ShowsEachName) {
    FakeCore core;
    core.keptRestores = {kept()};
    core.replacedNames = {{.path = "/data/a\033[2J", .what = services::Replacement::Deleted},
                          {.path = "/data", .what = services::Replacement::Kept},
                          {.path = "/data/b", .what = services::Replacement::Added}};
    CliResult result = runFakeCli(core, {"replaced", "show", "0123"});
    EXPECT_EQ(core.keptShown, "0123");
    EXPECT_TRUE(contains(result.output, "deleted   /data/a")) << result.output;
    EXPECT_FALSE(contains(result.output, "\033")) << "a name must not write to the terminal";
    EXPECT_TRUE(contains(result.output, "added     /data/b")) << result.output;
    EXPECT_TRUE(contains(result.output, "metadata  /data\n")) << result.output;
    EXPECT_TRUE(contains(result.output, "snapshot     aabbccddeeff")) << result.output;
    result = runFakeCli(core, {"replaced", "show", "0123", "--json"});
    EXPECT_TRUE(contains(result.output, R"("message_type":"restore")")) << result.output;
    EXPECT_TRUE(contains(result.output, R"("action":"metadata")")) << result.output;
}

TEST(ReplacedCommand, UndoesAndTellsWhatIsLeft) {
    FakeCore core;
    core.onUndo = [](services::UndoObserver& observer) {
        observer.onUndone("/data/a", services::UndoAction::BroughtBack);
        observer.onLeft("/data/b", "it was changed since");
        return services::UndoReport{.folders = {"/f"}, .broughtBack = 1, .left = 1};
    };
    CliResult result = runFakeCli(core, {"replaced", "undo", "0123", "-v"});
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_EQ(core.undo.which, "0123");
    EXPECT_FALSE(core.undo.force || core.undo.dryRun);
    EXPECT_TRUE(contains(result.output, "brought back /data/a")) << result.output;
    EXPECT_TRUE(contains(result.output, "Brought 1 entry back")) << result.output;
    EXPECT_TRUE(contains(result.errors, "left: /data/b: it was changed since")) << result.errors;
    EXPECT_TRUE(contains(result.errors, "1 entry left as it is")) << result.errors;

    core.onUndo = [](services::UndoObserver&) {
        return services::UndoReport{.folders = {"/f"}, .setAside = 2, .isOver = false};
    };
    result = runFakeCli(core, {"replaced", "undo", "/f", "--force", "--dry-run"});
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_TRUE(core.undo.force && core.undo.dryRun);
    EXPECT_TRUE(contains(result.output, "Would bring")) << result.output;
    EXPECT_TRUE(contains(result.output, "  /f\n")) << result.output;
    result = runFakeCli(core, {"replaced", "undo", "/f", "--json"});
    const Json json = Json::parse(result.output);
    EXPECT_EQ(json["message_type"], "summary");
    EXPECT_EQ(json["set_aside"], 2);
    EXPECT_EQ(json["over"], false);
}

TEST(ReplacedCommand, Confirms) {
    FakeCore core;
    core.confirmReport = {.folders = {"/f"}, .files = 3, .bytes = 2048};
    CliResult result = runFakeCli(core, {"replaced", "confirm", "0123"});
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_EQ(core.confirm.which, "0123");
    EXPECT_TRUE(contains(result.output, "Removed 3 files")) << result.output;
    result = runFakeCli(core, {"replaced", "confirm", "0123", "--dry-run", "--json"});
    EXPECT_TRUE(core.confirm.dryRun);
    EXPECT_EQ(Json::parse(result.output)["bytes"], 2048);
}

TEST(ReplacedCommand, WantsARestore) {
    FakeCore core;
    for (const char* verb : {"show", "undo", "confirm"}) {
        const CliResult result = runFakeCli(core, {"replaced", verb});
        EXPECT_EQ(result.exitCode, 1);
        EXPECT_TRUE(contains(result.errors, "tl replaced list")) << result.errors;
    }
}

}  // namespace
}  // namespace tl::cli

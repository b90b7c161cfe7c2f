#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

services::AuditEntry exampleEntry() {
    return {.sequence = 7,
            .time = {1'764'129'491, 123'456'000},
            .event = {.actor = "anna@laptop",
                      .action = "backup",
                      .object = "/srv/repo",
                      .result = services::AuditResult::Incomplete,
                      .details = {{"files", "12"}, {"failures", "1"}}}};
}

TEST(AuditCommand, ListsEntries) {
    FakeCore core;
    core.auditEntries = {exampleEntry()};
    const auto text = runFakeCli(core, {"audit", "list"}, {}).output;
    EXPECT_EQ(core.auditQuery.newest, 50U);
    for (const char* part : {"2025-11-26 03:58:11", "anna@laptop", "backup", "incomplete",
                             "/srv/repo", "files 12, failures 1", "1 entry\n"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    const auto json =
        nlohmann::json::parse(runFakeCli(core, {"audit", "list", "--json"}, {}).output);
    EXPECT_EQ(json[0]["sequence"], 7);
    EXPECT_EQ(json[0]["details"]["files"], "12");
    EXPECT_EQ(json[0]["hash"], std::string(64, '0'));
}

TEST(AuditCommand, AsksForWhatIsWanted) {
    FakeCore core;
    runFakeCli(core,
               {"audit", "list", "--since", "2025-11-26", "--before", "2025-11-27 12:00", "--actor",
                "anna", "--action", "prune", "--object", "srv", "--result", "denied", "-n", "0"},
               {});
    EXPECT_EQ(core.auditQuery.since.value().seconds, 1'764'115'200);
    EXPECT_EQ(core.auditQuery.before.value().seconds, 1'764'244'800);
    EXPECT_EQ(core.auditQuery.actor, "anna");
    EXPECT_EQ(core.auditQuery.action, "prune");
    EXPECT_EQ(core.auditQuery.object, "srv");
    EXPECT_EQ(core.auditQuery.result, services::AuditResult::Denied);
    EXPECT_EQ(core.auditQuery.newest, 0U);
    for (const std::vector<std::string>& wrong :
         std::vector<std::vector<std::string>>{{"audit", "list", "--since", "lately"},
                                               {"audit", "list", "--result", "good"},
                                               {"audit", "list", "more"},
                                               {"audit", "export", "--format", "xml"},
                                               {"audit", "verify", "more"},
                                               {"audit", "checkpoint", "more"}})
        EXPECT_EQ(runFakeCli(core, wrong, {}).exitCode, 1);
}

TEST(AuditCommand, ExportsForSpreadsheetsWithoutFormulas) {
    FakeCore core;
    core.auditEntries = {exampleEntry()};
    core.auditEntries[0].event.object = "=1+\"2\"";
    EXPECT_EQ(runFakeCli(core, {"audit", "export", "--format", "csv"}, {}).output,
              "sequence,time,actor,action,object,result,details\r\n"
              "7,2025-11-26T03:58:11.123456Z,\"anna@laptop\",\"backup\",\"'=1+\"\"2\"\"\","
              "incomplete,\"files 12, failures 1\"\r\n");
    const auto line = runFakeCli(core, {"audit", "export"}, {}).output;
    EXPECT_EQ(nlohmann::json::parse(line)["object"], "=1+\"2\"");
}

TEST(AuditCommand, SaysThatTheLogIsWhole) {
    FakeCore core;
    core.auditReport.log.entries = 12;
    const auto alone = runFakeCli(core, {"audit", "verify"}, {});
    EXPECT_EQ(alone.exitCode, 0);
    EXPECT_NE(alone.output.find("12 entries"), std::string::npos);
    EXPECT_NE(alone.output.find("no checkpoint"), std::string::npos);
    EXPECT_TRUE(core.auditVerify.repositories.empty());
    core.auditReport.checkpoints = 3;
    const auto held = runFakeCli(core, {"audit", "verify", "-r", "/srv/repo", "--signer", "ab"},
                                 {{"RESTIC_PASSWORD", "x"}});
    EXPECT_NE(held.output.find("3 checkpoints"), std::string::npos);
    EXPECT_EQ(core.auditVerify.repositories.at(0).location, "/srv/repo");
    EXPECT_EQ(core.auditVerify.signer, "ab");
}

TEST(AuditCommand, NamesTheFirstWrongEntry) {
    FakeCore core;
    core.auditReport.log = {.entries = 4,
                            .finding = services::AuditFinding{.flaw = audit::AuditFlaw::Changed,
                                                              .sequence = 5,
                                                              .file = "/state/audit-00000001.jsonl",
                                                              .line = 5,
                                                              .message = "entry 5 was changed"}};
    core.auditReport.problems = {"a checkpoint is forged"};
    const auto run = runFakeCli(core, {"audit", "verify"}, {});
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_NE(run.output.find("entry 5 was changed\nat /state/audit-00000001.jsonl, line 5"),
              std::string::npos);
    EXPECT_NE(run.errors.find("a checkpoint is forged"), std::string::npos);
    const auto json =
        nlohmann::json::parse(runFakeCli(core, {"audit", "verify", "--json"}, {}).output);
    EXPECT_EQ(json["whole"], false);
    EXPECT_EQ(json["finding"]["flaw"], "changed");
}

TEST(AuditCommand, TellsWhatACheckpointVouchesFor) {
    FakeCore core;
    core.auditCheckpoint.sequence = 9;
    const auto text =
        runFakeCli(core, {"audit", "checkpoint", "-r", "/srv/repo"}, {{"RESTIC_PASSWORD", "x"}})
            .output;
    EXPECT_EQ(core.access.location, "/srv/repo");
    EXPECT_NE(text.find("entry 9 and all before it"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli

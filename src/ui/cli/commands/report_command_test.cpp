#include "infra/platform/file_system.h"
#include "infra/platform/random.h"
#include "services/catalog_access.h"
#include "ui/cli/catalog_commands_fixture.h"
#include "ui/cli/commands/report.h"

namespace tl::cli {
namespace {

class ReportCommands : public CatalogCommandsFixture {
  protected:
    void addBackup() {
        const SystemClock clock;
        SystemRandom random;
        const auto access = services::makeCatalogAccess(clock, random, core_.catalogPlace);
        auto& operations = access->open().operations();
        const auto claim = operations.start({.kind = "backup", .repository = "photos"}, "here:1");
        (void)operations.finish(claim, {.figures = {{"bytes_added", 2048}}});
    }
    [[nodiscard]] std::string content(const std::string& path) const {
        return readFile(path, 1 << 20);
    }
};

TEST_F(ReportCommands, WriteTheFormatThatTheFileIsNamedFor) {
    addBackup();
    for (const auto& [name, begin] :
         {std::pair{"r.csv", "table,fact"}, std::pair{"r.html", "<!DOCTYPE"},
          std::pair{"r.pdf", "%PDF-"}, std::pair{"r.json", "{\"made\""}}) {
        const std::string path = folder_ / name;
        const std::string told = outputOf({"report", "--output", path});
        EXPECT_NE(told.find(path), std::string::npos);
        EXPECT_TRUE(content(path).starts_with(begin)) << name;
    }
}

TEST_F(ReportCommands, PrintWhatIsAskedFor) {
    addBackup();
    const Json all = jsonOf({"report"});
    for (const char* name : {"operations", "storage", "checks", "audit"})
        EXPECT_TRUE(all.contains(name)) << name;
    const Json some = jsonOf({"report", "operations"});
    EXPECT_EQ(some["operations"]["facts"]["bytes_added"], 2048);
    EXPECT_FALSE(some.contains("audit"));
    EXPECT_EQ(jsonOf({"report", "operations", "-r", "photos"})["operations"]["facts"]["count"], 1);
    EXPECT_EQ(
        jsonOf({"report", "operations", "--to", "2001-01-01"})["operations"]["facts"]["count"], 0);
    EXPECT_NE(outputOf({"report", "--format", "html"}).find("<svg"), std::string::npos);
}

TEST_F(ReportCommands, SayWhatIsWrong) {
    addBackup();
    EXPECT_NE(errorOf({"report"}).find("--format csv, html, json or pdf"), std::string::npos);
    EXPECT_NE(errorOf({"report", "--output", "report"}).find("--format"), std::string::npos);
    EXPECT_NE(errorOf({"report", "--format", "doc"}).find("no format"), std::string::npos);
    EXPECT_NE(errorOf({"report", "money", "--json"}).find("no report"), std::string::npos);
    EXPECT_NE(errorOf({"report", "--json", "-r", "phots"}).find("tl repo list"), std::string::npos);
    EXPECT_NE(errorOf({"report", "--json", "--from", "monday"}).find("monday"), std::string::npos);
    EXPECT_NE(errorOf({"report", "--json", "--from", "2026-02-01", "--to", "2026-01-01"})
                  .find("before it begins"),
              std::string::npos);
    EXPECT_NE(errorOf({"report", "--output", folder_ / "missing/r.csv"}).find("missing"),
              std::string::npos);
}

TEST_F(ReportCommands, DoNotFillATerminalWithAPdf) {
    FakeConsole console;
    console.width = 80;
    const CliResult result = runFakeCli(core_, {"report", "--format", "pdf"}, {}, console);
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.errors.find("--output"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli

#include "ui/cli/commands/metrics.h"

#include "infra/platform/file_system.h"
#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class MetricsCommands : public CatalogCommandsFixture {};

TEST_F(MetricsCommands, PrintOrWriteTheFigures) {
    const std::string path = folder_ / "timelocker.prom";
    EXPECT_NE(outputOf({"metrics"}).find("# TYPE timelocker_collected_timestamp_seconds gauge\n"),
              std::string::npos);
    EXPECT_EQ(outputOf({"metrics", "--output", path}), "") << "for timers";
    EXPECT_TRUE(readFile(path, 1 << 20).starts_with("# HELP timelocker_"));
    EXPECT_NE(errorOf({"metrics", "--output", folder_ / "missing/x.prom"}).find("missing"),
              std::string::npos);
    EXPECT_NE(errorOf({"metrics", "all"}).find("no arguments"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli

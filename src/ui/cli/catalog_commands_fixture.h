// A fixture for tests of commands over the catalog: a catalog of its own, which stays from run to
// run of the program.

#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/platform/temporary_directory.h"
#include "ui/cli/fake_core.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

using Words = std::vector<std::string>;

class CatalogCommandsFixture : public testing::Test {
  protected:
    CatalogCommandsFixture() { core_.catalogPlace = folder_ / "catalog.db"; }

    CliResult run(const Words& words, const Variables& variables = {}) {
        return runFakeCli(core_, words, variables);
    }
    /// What is printed by a run that succeeds.
    std::string outputOf(const Words& words) {
        const CliResult result = run(words);
        EXPECT_EQ(result.exitCode, 0) << result.errors;
        return result.output;
    }
    /// What is told by a run that fails.
    std::string errorOf(const Words& words) {
        const CliResult result = run(words);
        EXPECT_EQ(result.exitCode, 1) << result.output;
        return result.errors;
    }
    Json jsonOf(Words words) {
        words.emplace_back("--json");
        return Json::parse(outputOf(words));
    }

    TemporaryDirectory folder_;
    FakeCore core_;
};

}  // namespace tl::cli

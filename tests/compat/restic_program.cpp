#include "tests/compat/restic_program.h"

#include <utility>

#include <gtest/gtest.h>

#include "infra/platform/file_system.h"
#include "infra/platform/process.h"

namespace tl::compat {

namespace {

constexpr std::size_t kOutputMax = std::size_t{64} << 20U;

}  // namespace

Restic::Restic(std::string repository, const std::string& password)
    : repository_{std::move(repository)},
      passwordFile_{folder_ / "password"} {
    writeFile(passwordFile_, password);
}

ResticResult Restic::run(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words{"restic",    "--no-cache",      "--repo",
                                   repository_, "--password-file", passwordFile_};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const CapturedOutput captured =
        captureOutput({.arguments = words, .group = ProcessGroup::Own}, kOutputMax, {});
    return {
        .exitCode = captured.status.code,
        .output = {reinterpret_cast<const char*>(captured.bytes.data()), captured.bytes.size()}};
}

std::string Restic::runWell(const std::vector<std::string>& arguments) const {
    const ResticResult result = run(arguments);
    EXPECT_EQ(result.exitCode, 0) << "restic " << arguments.front() << "\n" << result.output;
    return result.output;
}

}  // namespace tl::compat

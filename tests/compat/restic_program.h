// The stock restic, run as a program, for tests that hold us against it.

#pragma once

#include <string>
#include <vector>

#include "infra/platform/temporary_directory.h"

namespace tl::compat {

struct ResticResult {
    int exitCode = 0;
    std::string output;
};

/// Runs restic on one repository with one password. Uses no cache.
class Restic {
  public:
    Restic(std::string repository, const std::string& password);

    /// Runs `restic ARGUMENTS…`. **Errors:** NotFound when it is not installed.
    ResticResult run(const std::vector<std::string>& arguments) const;
    /// As run(); a test failure when restic fails.
    std::string runWell(const std::vector<std::string>& arguments) const;

  private:
    std::string repository_;
    TemporaryDirectory folder_;
    std::string passwordFile_;
};

}  // namespace tl::compat

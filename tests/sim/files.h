// The files of one client, which change all the time.

#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "infra/platform/temporary_directory.h"

namespace tl::sim {

/// Content comes from a small stock, so that what one client forgets the other stores again.
class Files {
  public:
    /// Writes, replaces and removes some files.
    void change(std::mt19937_64& chance);
    [[nodiscard]] const std::string& path() const { return folder_.path(); }

  private:
    TemporaryDirectory folder_;
};

}  // namespace tl::sim

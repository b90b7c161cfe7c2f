// What a library prints to standard output, kept in memory.
//
// libsmbclient (4.17) goes on without encryption where it is required and the server has none: that
// it prints a line is the only sign of it. So where encryption is required, whatever it prints
// counts as that.

#pragma once

#include "infra/platform/file.h"

namespace tl::storage {

/// **Threads:** one for the whole process.
class CaughtOutput {
  public:
    /// From now on standard output goes here, for good. **Errors:** ResourceExhausted.
    CaughtOutput();
    [[nodiscard]] bool isEmpty() const;

  private:
    File memory_;
};

}  // namespace tl::storage

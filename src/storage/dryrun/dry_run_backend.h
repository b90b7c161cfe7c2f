// A backend that only seems to write: for trying what a command would do.

#pragma once

#include <memory>

#include "storage/backend.h"

namespace tl::storage {

/// Reads come from `inner`; saves and removals are accepted and forgotten.
[[nodiscard]] std::unique_ptr<Backend> makeDryRun(std::unique_ptr<Backend> inner);

}  // namespace tl::storage

// Names of rows that nobody names.

#pragma once

#include <string>

#include "infra/platform/random.h"

namespace tl::catalog {

/// 32 hex digits that no other row has, on whatever machine it was made.
[[nodiscard]] std::string newRowId(Random& random);

}  // namespace tl::catalog

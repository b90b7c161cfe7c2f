// Figures as a column holds them.

#pragma once

#include <string>

#include "infra/catalog/operation.h"

namespace tl::catalog {

[[nodiscard]] std::string toColumn(const Figures& figures);
/// **Errors:** Corrupted.
[[nodiscard]] Figures figuresIn(const std::string& column);

}  // namespace tl::catalog

// The groups of patterns that come with the program.

#pragma once

#include <span>

#include "infra/catalog/pattern_group.h"

namespace tl::services {

/// By name. What leaves out names only what programs make again: a folder of a common name, such
/// as `build` or `dist`, may be somebody's work.
[[nodiscard]] std::span<const catalog::PatternGroup> shippedPatternGroups();

}  // namespace tl::services

// Putting another config in the place of a repository's: the only file that is ever replaced.

#pragma once

#include <stop_token>

#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// Stores `config`, whether there is one or not: at once where the backend can do that. Elsewhere
/// the old one is removed first; when the new one cannot be saved, the old one is put back. A crash
/// between the two leaves none, so a copy should be at hand. Needs an exclusive lock. `repository`
/// keeps saying what it said: open it again to use the new config.
void replaceConfig(const Repository& repository, const Config& config, const std::stop_token& stop);

}  // namespace tl::engine

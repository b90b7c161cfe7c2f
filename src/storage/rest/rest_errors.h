// What a REST server refuses, as our errors.

#pragma once

#include <string>

#include "infra/errors/error.h"

namespace tl::storage {

/// For an answer with a `status` that the request cannot live with. `doing` begins the sentence:
/// "cannot store keys/12ab". `location` has nothing to hide.
[[nodiscard]] Error restError(int status, const std::string& doing, const std::string& location);

}  // namespace tl::storage

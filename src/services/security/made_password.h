// Passwords that nobody has to think of: 125 bits by chance, in letters and digits that are told
// apart on paper, so that they can be copied down and typed again.

#pragma once

#include "infra/platform/random.h"
#include "infra/platform/secret.h"

namespace tl::services {

/// "k3fwm-9xtqa-…": five groups of five characters, without l, o, 0 and 1.
[[nodiscard]] Secret makeUpPassword(Random& random);

}  // namespace tl::services

// What to tell a person who is kept out by a lock.

#pragma once

#include <string>

#include "infra/engine/format/lock_file.h"

namespace tl::engine {

/// Who holds `lock`, since when, and what to do about it.
[[nodiscard]] std::string describeHindrance(const LockFile& lock);

}  // namespace tl::engine

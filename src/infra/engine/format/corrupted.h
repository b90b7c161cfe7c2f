// What every parser of this folder throws.

#pragma once

#include <string>

namespace tl::engine {

/// Throws Error{Corrupted}.
[[noreturn]] void throwCorrupted(const std::string& message);

}  // namespace tl::engine

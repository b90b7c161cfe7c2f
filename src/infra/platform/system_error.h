// Errors of the operating system as tl::Error. The one file that knows which errno means what.

#pragma once

#include <string_view>

#include "infra/errors/error.h"

namespace tl {

/// What a caller can do about `errorNumber`, a value of errno.
[[nodiscard]] ErrorKind kindOfSystemError(int errorNumber) noexcept;

/// Throws an Error such as `cannot open "/a/b": permission denied`, for what = "open". The path may
/// be empty; it is shown with control bytes escaped.
[[noreturn]] void throwSystemError(int errorNumber, std::string_view what, std::string_view path);

}  // namespace tl

// What NFS servers answer, as tl::Error.

#pragma once

#include <string_view>

#include "infra/errors/error.h"

namespace tl::storage {

/// What a caller can do about an nfsstat3 or mountstat3; their numbers agree where both have one.
/// **Source:** RFC 1813, sections 2.6 and 5.1.5.
[[nodiscard]] ErrorKind kindOfNfsStatus(int status) noexcept;

/// Throws an Error such as `cannot save "data/ab/…": the server's disk is full`, for what = "save".
/// The path is shown with control bytes escaped.
[[noreturn]] void throwNfsError(int status, std::string_view what, std::string_view path);

}  // namespace tl::storage

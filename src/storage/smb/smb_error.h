// What an SMB server answers, as tl::Error.

#pragma once

#include <string_view>

#include "infra/errors/error.h"
#include "storage/smb/smb_options.h"

namespace tl::storage {

/// What a caller can do about an errno of libsmbclient's, which knows less than the server said:
/// many things that may pass are EINVAL there.
[[nodiscard]] ErrorKind kindOfSmbError(int errorNumber) noexcept;

/// Throws an Error such as `cannot save "data/ab/…": the server's disk is full`, for what = "save".
[[noreturn]] void throwSmbError(int errorNumber, std::string_view what, std::string_view path);

/// Throws what says why the server or its share could not be reached, and what to do about it.
[[noreturn]] void throwSmbLoginError(int errorNumber, const SmbOptions& options);

}  // namespace tl::storage

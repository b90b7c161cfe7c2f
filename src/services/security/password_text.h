// Turns the bytes of a password file or of a command's output into the password (format section
// 2.2): restic must find the same one in them.

#pragma once

#include <string_view>

#include "infra/platform/secret.h"

namespace tl::services {

/// `bytes` without a UTF-8 byte order mark and, if they begin with a mark of UTF-16, recoded to
/// UTF-8; white space (as Unicode has it) at both ends is cut off.
[[nodiscard]] Secret decodePasswordText(std::string_view bytes);

/// `text` without white space at both ends. A part of `text`.
[[nodiscard]] std::string_view trimUnicodeSpace(std::string_view text) noexcept;

}  // namespace tl::services

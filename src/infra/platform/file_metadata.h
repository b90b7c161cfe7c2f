// Setting by path what FileStatus reads. For open files, File has the same calls, which are faster.

#pragma once

#include <cstdint>
#include <string>

#include "infra/platform/clock.h"

namespace tl {

// None of these follows a link at the end of the path.
// **Errors:** every call may throw NotFound, PermissionDenied, Unavailable.

/// Changing the owner may clear setuid and setgid: set permissions afterwards.
void setOwner(const std::string& path, std::uint32_t userId, std::uint32_t groupId);
void setTimes(const std::string& path, WallTime accessed, WallTime modified);
/// `permissionBits` of 07777; no umask applies. **Errors:** Unsupported for a link.
void setPermissions(const std::string& path, std::uint32_t permissionBits);

}  // namespace tl

// Files that a command writes for somebody else to read, such as reports.

#pragma once

#include <string>
#include <string_view>

namespace tl::cli {

/// Makes or replaces the file at `path` as a whole: until it is complete, the old one stays, and
/// whoever looks at it meanwhile sees the old one or the new one. The permissions of a new one are
/// those that the process's umask leaves. What is there and is no file, such as /dev/stdout, is
/// written to.
/// **Errors:** NotFound for a folder that is missing, PermissionDenied, ResourceExhausted.
void replaceFile(const std::string& path, std::string_view content);

}  // namespace tl::cli

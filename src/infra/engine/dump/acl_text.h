// POSIX access lists as tar has them: text, where the file system keeps a table of numbers.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tl::engine {

/// The value of `system.posix_acl_access` or `system.posix_acl_default` as lines such as
/// "user::rw-" and "group:100:r--", users and groups by number. Nothing when it is malformed.
/// **Source:** acl(5), "long text form"; linux/posix_acl_xattr.h.
[[nodiscard]] std::optional<std::string> toAclText(std::string_view attribute);

}  // namespace tl::engine

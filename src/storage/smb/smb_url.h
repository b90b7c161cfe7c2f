// Paths on SMB servers as libsmbclient wants them: in URLs.

#pragma once

#include <string>
#include <string_view>

namespace tl::storage {

/// `path` with every byte escaped that means something in a URL; slashes stay.
[[nodiscard]] std::string escapeForUrl(std::string_view path);

/// smb://HOST[:PORT]/SHARE
[[nodiscard]] std::string shareUrl(std::string_view host, unsigned port, std::string_view share);

}  // namespace tl::storage

// Makes the folders of a repository, all in one journey to the server.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/sftp/sftp_transfer.h"

namespace tl::storage::sftp {

/// The folder and all above it, outermost first: "a", "a/b", "a/b/c".
[[nodiscard]] std::vector<std::string> withParents(const std::string& path);

/// Makes the folders, in order; those that exist stay as they are.
/// **Errors:** PermissionDenied, ResourceExhausted, AlreadyExists when a file has a folder's name,
/// Unavailable, Cancelled.
void makeFolders(const Transfer& transfer,
                 const std::vector<std::string>& folders,
                 std::uint32_t permissionBits);

}  // namespace tl::storage::sftp

// What is in folders: many of them at once, and each read ahead.

#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "storage/sftp/sftp_channel.h"

namespace tl::storage::sftp {

/// Calls `visit` for every entry of the folders, but "." and "..", from the calling thread; links
/// are followed. A folder that does not exist is empty. The visitor may throw.
/// **Errors:** PermissionDenied, Unavailable, Cancelled.
void listFolders(Conversation& conversation,
                 const std::vector<std::string>& folders,
                 const std::function<void(const std::string& folder, const NamedFile& file)>& visit,
                 const std::stop_token& stop);

}  // namespace tl::storage::sftp

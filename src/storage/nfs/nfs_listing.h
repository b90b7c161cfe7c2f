// Reading folders over NFS, several at once.

#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "storage/nfs/nfs_calls.h"

namespace tl::storage {

struct NfsFolder {
    std::string path;  ///< For messages.
    NfsHandle handle;
};

struct NfsNamedEntry {
    std::string name;
    NfsEntry entry;
};

/// The entries of each folder, in the order of `folders`. An entry that vanishes meanwhile may be
/// left out; a folder that does is empty. **Errors:** as the calls of nfs_calls.h;
/// ResourceExhausted for a folder with more entries than any repository has.
[[nodiscard]] std::vector<std::vector<NfsNamedEntry>> readFolders(
    RpcConnection& rpc, const std::vector<NfsFolder>& folders, const std::stop_token& stop);

}  // namespace tl::storage

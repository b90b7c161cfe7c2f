// The calls of NFS 3 that a repository needs (RFC 1813, section 3.3), one function each. All names
// and handles from the server are taken as bytes that mean nothing.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "storage/nfs/rpc_connection.h"

struct nfs_fh3;

namespace tl::storage {

/// What the server calls a file or folder by; at most 64 bytes.
using NfsHandle = std::vector<char>;

struct NfsEntry {
    enum class Kind : std::uint8_t { File, Folder, Other };

    NfsHandle handle;
    Kind kind = Kind::Other;
    std::uint64_t sizeBytes = 0;
    std::uint32_t permissionBits = 0;
};

/// What the server can do at once.
struct NfsSizes {
    std::size_t readMax = 0;
    std::size_t writeMax = 0;
};

/// libnfs's form of a handle; borrows `handle`.
[[nodiscard]] ::nfs_fh3 borrowHandle(const NfsHandle& handle);
/// **Errors:** Corrupted for one of a length that no handle has.
[[nodiscard]] NfsHandle copyHandle(const ::nfs_fh3& handle);

// **Errors:** all may throw what RpcConnection and throwNfsError do; `path` is for messages.

[[nodiscard]] NfsSizes readSizes(RpcConnection& rpc,
                                 const NfsHandle& root,
                                 const std::stop_token& stop);

/// Nothing when `folder` has no entry of this name.
[[nodiscard]] std::optional<NfsEntry> tryLookUp(RpcConnection& rpc,
                                                const NfsHandle& folder,
                                                const std::string& name,
                                                const std::string& path,
                                                const std::stop_token& stop);

/// Makes an empty file. **Errors:** AlreadyExists.
[[nodiscard]] NfsHandle createFile(RpcConnection& rpc,
                                   const NfsHandle& folder,
                                   const std::string& name,
                                   std::uint32_t permissionBits,
                                   const std::string& path,
                                   const std::stop_token& stop);

/// Makes the folders `names`, many at a time; those that exist stay.
void makeFolders(RpcConnection& rpc,
                 const NfsHandle& folder,
                 const std::vector<std::string>& names,
                 std::uint32_t permissionBits,
                 const std::stop_token& stop);

/// How the last step of a save ended.
enum class NfsLinkOutcome : std::uint8_t { Linked, NameTaken, NoLinks };

/// Gives `file` the second name `name`, and its permissions as far as the server has any.
[[nodiscard]] NfsLinkOutcome linkFile(RpcConnection& rpc,
                                      const NfsHandle& file,
                                      std::uint32_t permissionBits,
                                      const NfsHandle& folder,
                                      const std::string& name,
                                      const std::string& path,
                                      const std::stop_token& stop);

/// Gives `file`, which has the name `from`, the name `to` in the same folder, in place of one that
/// has it; at any moment one of them has it (RFC 1813, section 3.3.14). Permissions as linkFile.
void renameFile(RpcConnection& rpc,
                const NfsHandle& file,
                std::uint32_t permissionBits,
                const NfsHandle& folder,
                const std::string& from,
                const std::string& to,
                const std::string& path,
                const std::stop_token& stop);

/// False when there was none.
bool removeFile(RpcConnection& rpc,
                const NfsHandle& folder,
                const std::string& name,
                const std::string& path,
                const std::stop_token& stop);

}  // namespace tl::storage

// Moving the content of files over NFS, with several pieces under way at once.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

#include "infra/platform/traffic.h"
#include "storage/nfs/nfs_calls.h"

namespace tl::storage {

/// What a transfer needs besides the file. Borrows all of it.
struct NfsTransfer {
    RpcConnection& rpc;
    NfsSizes sizes;
    Traffic* traffic;         ///< May be null.
    const std::string& path;  ///< For messages.
};

/// Writes all of `content` into a new file and returns when the server has it on its disk.
/// **Errors:** Unavailable also when the server was restarted meanwhile, since what it had not yet
/// written to its disk is lost (RFC 1813, section 4.8).
void writeFile(const NfsTransfer& transfer,
               const NfsHandle& file,
               std::span<const std::byte> content,
               const std::stop_token& stop);

/// Fills `out` from byte `offset` on. Returns how many bytes it read, which is less than
/// `out.size()` only where the file ends.
[[nodiscard]] std::size_t readFile(const NfsTransfer& transfer,
                                   const NfsHandle& file,
                                   std::uint64_t offset,
                                   std::span<std::byte> out,
                                   const std::stop_token& stop);

}  // namespace tl::storage

// One connection to an NFS server with what is known of the repository's folders over it.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/platform/clock.h"
#include "storage/nfs/nfs_calls.h"
#include "storage/nfs/nfs_mount.h"
#include "storage/nfs/nfs_options.h"

namespace tl::storage {

/// What new files and folders may be used for, and by whom (format notes, section 1.2).
struct NfsModes {
    std::uint32_t folder = 0700;
    std::uint32_t temporaryFile = 0600;
    std::uint32_t finishedFile = 0400;
};

/// Paths are relative to the repository; the empty one is its own folder.
/// **Errors:** as the calls of nfs_calls.h. **Threads:** one at a time.
class NfsSession {
  public:
    /// Mounts and connects. `clock` must outlive the object. **Errors:** as mountFolder.
    NfsSession(const NfsOptions& options, Clock& clock, const std::stop_token& stop);

    [[nodiscard]] bool isUsable() const noexcept { return rpc_.isUsable(); }
    void close() noexcept { rpc_.close(); }
    [[nodiscard]] RpcConnection& rpc() noexcept { return rpc_; }
    [[nodiscard]] NfsSizes sizes() const noexcept { return sizes_; }

    /// Nothing when there is no such folder.
    [[nodiscard]] std::optional<NfsHandle> tryFolder(const std::string& path,
                                                     const std::stop_token& stop);
    /// The folder, which is made if it is missing; never the repository's own.
    /// **Errors:** NotFound when that one is missing.
    [[nodiscard]] NfsHandle folderForWriting(const std::string& path, const std::stop_token& stop);
    /// Makes the repository's own folder and what is missing above it, within the export.
    void makeRoot(const std::stop_token& stop);

    /// As those of the config: where the group may read it, the group may read and write all.
    [[nodiscard]] NfsModes modes(const std::stop_token& stop);

  private:
    [[nodiscard]] std::optional<NfsHandle> findRoot(const std::stop_token& stop);
    [[nodiscard]] std::optional<NfsHandle> findIn(const NfsHandle& folder,
                                                  const std::string& name,
                                                  const std::string& path,
                                                  const std::stop_token& stop);

    const MountedFolder mounted_;
    RpcConnection rpc_;
    const NfsSizes sizes_;
    std::map<std::string, NfsHandle> folders_;  ///< Those that were found, by path.
    std::optional<NfsModes> modes_;
};

}  // namespace tl::storage

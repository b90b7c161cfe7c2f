// Finding the handle of a folder on an NFS server: the MOUNT protocol (RFC 1813, appendix I).

#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/clock.h"
#include "storage/nfs/nfs_calls.h"
#include "storage/nfs/nfs_options.h"

namespace tl::storage {

struct MountedFolder {
    NfsHandle handle;
    /// The folders from there down to the repository, outermost first. They need not exist.
    std::vector<std::string> below;
};

/// Mounts the repository's folder, or the one closest above it that the server exports.
/// **Errors:** NotFound when it exports none; PermissionDenied when it refuses us; Unsupported
/// when it asks for Kerberos; Unavailable, Cancelled.
[[nodiscard]] MountedFolder mountFolder(const NfsOptions& options,
                                        Clock& clock,
                                        const std::stop_token& stop);

}  // namespace tl::storage

// The proof that a backup can be restored: one small file of it comes back to a temporary folder
// and is held against the one on the disk.

#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "services/recovery/browsing.h"
#include "services/recovery/restores.h"

namespace tl::services {

struct RestoreTrial {
    std::string path{};  ///< Of the file, in the snapshot as on the disk.
    std::uint64_t sizeBytes = 0;
    /// Whether it was held against the file on the disk, too; that may have changed since.
    bool isComparedWithDisk = false;
};

/// Restores one small file of the snapshot into a folder that is gone afterwards; its content is
/// checked against the repository's checksums, and against the file itself. Nothing when the
/// snapshot has no file that is fit for it.
/// **Errors:** Corrupted when it does not come back as it was saved; as Browsing and Restores.
[[nodiscard]] std::optional<RestoreTrial> tryRestore(const RepositoryAccess& repository,
                                                     const std::string& snapshot,
                                                     Browsing& browsing,
                                                     Restores& restores,
                                                     const std::stop_token& stop);

}  // namespace tl::services

// Showing the snapshots of a repository as folders.

#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

struct MountRequest {
    RepositoryAccess repository{};
    SnapshotFilter filter{};
    std::string folder{};
    std::vector<std::string> pathTemplates{};  ///< Empty: as restic's.
    std::string timeTemplate{};                ///< Empty: as restic's.
    bool isOwnedByRoot = false;
    bool isForAllUsers = false;         ///< Others than the one who mounts may look into it.
    bool isCheckingPermissions = true;  ///< Then the kernel checks modes and owners.
};

class Mounts {
  public:
    Mounts() = default;
    Mounts(const Mounts&) = delete;
    Mounts& operator=(const Mounts&) = delete;
    virtual ~Mounts() = default;

    /// Mounts the repository, calls `onMounted`, and serves it until a stop is requested or
    /// somebody unmounts it.
    /// **Errors:** NotFound and InvalidInput, for the folder and the templates; Unsupported when
    /// the system cannot mount; PermissionDenied; Unavailable; and as Repositories.
    virtual void serve(const MountRequest& request,
                       const std::function<void()>& onMounted,
                       const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Mounts> makeMounts(const ServiceContext& context);

}  // namespace tl::services

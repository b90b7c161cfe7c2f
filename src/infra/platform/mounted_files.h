// A read-only file system that this program shows to others through FUSE.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/extended_attributes.h"
#include "infra/platform/file_status.h"

namespace tl {

/// An open file of a mount.
class MountedFile {
  public:
    MountedFile() = default;
    MountedFile(const MountedFile&) = delete;
    MountedFile& operator=(const MountedFile&) = delete;
    virtual ~MountedFile() = default;

    /// Fills `out` from byte `offset` on as far as the file goes; returns how many bytes.
    /// **Threads:** safe from any thread.
    [[nodiscard]] virtual std::size_t read(std::uint64_t offset,
                                           std::span<std::byte> out,
                                           const std::stop_token& stop) = 0;
};

/// What a mount shows. Paths begin with a slash; "/" is the top.
///
/// **Errors:** what the functions throw is told to the caller in the system's terms: NotFound,
/// InvalidInput (no folder, no link), PermissionDenied; all else is an error of input and output.
/// **Threads:** all may be called from any thread, several at once.
class MountedFiles {
  public:
    MountedFiles() = default;
    MountedFiles(const MountedFiles&) = delete;
    MountedFiles& operator=(const MountedFiles&) = delete;
    virtual ~MountedFiles() = default;

    [[nodiscard]] virtual FileStatus status(const std::string& path,
                                            const std::stop_token& stop) = 0;
    /// Calls `visit` for each entry but "." and "..".
    using VisitEntry = std::function<void(const std::string& name, const FileStatus& status)>;
    virtual void list(const std::string& path,
                      const VisitEntry& visit,
                      const std::stop_token& stop) = 0;
    [[nodiscard]] virtual std::unique_ptr<MountedFile> open(const std::string& path,
                                                            const std::stop_token& stop) = 0;
    [[nodiscard]] virtual std::string readLink(const std::string& path,
                                               const std::stop_token& stop) = 0;
    [[nodiscard]] virtual std::vector<NamedAttribute> attributes(const std::string& path,
                                                                 const std::stop_token& stop) = 0;
};

struct MountPoint {
    std::string folder;
    bool isForAllUsers = false;          ///< Others than the one who mounts may look into it.
    bool isCheckingPermissions = false;  ///< The kernel checks modes and owners.
};

/// Throws what ServedMount would throw for a folder that nothing can be mounted at, or a system
/// that cannot mount. **Errors:** NotFound, InvalidInput, Unsupported.
void requireMountable(const std::string& folder);

/// A mount while it is served; unmounted when it dies.
class ServedMount {
  public:
    /// Mounts `files`, which must outlive the object, as `stop` must, which ends what its functions
    /// do. Nothing is answered before serve() runs.
    /// **Errors:** NotFound when the folder is missing; InvalidInput when it is none; Unsupported
    /// when the system has no FUSE, or its helper is missing; PermissionDenied and Unavailable when
    /// the mount is refused.
    ServedMount(const MountPoint& mountPoint, MountedFiles& files, const std::stop_token& stop);
    ~ServedMount();
    ServedMount(const ServedMount&) = delete;
    ServedMount& operator=(const ServedMount&) = delete;

    /// Answers requests until a stop is requested, or somebody unmounts.
    /// **Threads:** to be called from several at once; all return then.
    void serve();

  private:
    struct Session;
    std::unique_ptr<Session> session_;
};

}  // namespace tl

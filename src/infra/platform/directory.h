// An open folder: its entries, and calls relative to it, which are faster than whole paths and keep
// meaning the same folder when somebody renames it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "infra/platform/extended_attributes.h"
#include "infra/platform/file.h"
#include "infra/platform/file_status.h"

namespace tl {

struct DirectoryEntry {
    std::string name;              ///< Raw bytes, without a slash; never "." or "..".
    std::optional<FileKind> kind;  ///< Nothing where the file system does not say.
    bool operator==(const DirectoryEntry&) const = default;
};

/// **Errors:** every call may throw NotFound, PermissionDenied, ResourceExhausted, Unavailable or
/// InvalidInput (too long a name, a link where none is wanted).
/// **Threads:** entries() one at a time; the rest from any thread.
class Directory {
  public:
    /// **Errors:** NotFound also for a file that is no folder, and for a link when `follow` is No.
    [[nodiscard]] static Directory open(const std::string& path, Follow follow);
    /// Nothing when there is no such folder.
    [[nodiscard]] static std::optional<Directory> tryOpen(const std::string& path, Follow follow);

    /// Every entry, in no order. May be called again.
    [[nodiscard]] std::vector<DirectoryEntry> entries() const;

    /// The status of the folder itself.
    [[nodiscard]] FileStatus status() const { return handle_.status(); }
    /// The status of the entry `name` itself, not of a link's target. Nothing when it is gone.
    [[nodiscard]] std::optional<FileStatus> tryStatus(const std::string& name) const;
    /// As File::openSource.
    [[nodiscard]] File openSource(const std::string& name) const;
    /// The target of the link `name`.
    [[nodiscard]] std::string readLink(const std::string& name) const;
    /// Opens the folder `name`; refuses a link.
    [[nodiscard]] Directory openSub(const std::string& name) const;
    /// The extended attributes of the folder itself.
    [[nodiscard]] std::vector<NamedAttribute> readExtendedAttributes(
        const AttributeProblem& onProblem = {}) const {
        return handle_.readExtendedAttributes(onProblem);
    }

    /// The open folder, for setting its metadata.
    [[nodiscard]] File& handle() noexcept { return handle_; }

    /// As it was opened; of a subfolder, joined with its parent's.
    [[nodiscard]] const std::string& path() const noexcept { return handle_.path(); }
    /// For code of this folder only.
    [[nodiscard]] int descriptor() const noexcept { return handle_.descriptor(); }

  private:
    explicit Directory(File handle) : handle_{std::move(handle)} {}

    File handle_;
};

}  // namespace tl

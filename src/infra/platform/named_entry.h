// A name in an open folder, and what can be done with it there. No link is ever followed, neither
// in the name nor on the way to it: whoever writes what a stranger wrote down, such as a restore,
// stays in the folders that it opened.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/directory.h"
#include "infra/platform/extended_attributes.h"
#include "infra/platform/file.h"
#include "infra/platform/file_status.h"

namespace tl {

/// Borrows the folder and the name, which must outlive it. Something may have the name or not.
///
/// **Errors:** every call may throw NotFound, PermissionDenied, ResourceExhausted, Unavailable or
/// InvalidInput; what makes something, AlreadyExists when the name is taken.
/// **Threads:** safe from any thread.
class NamedEntry {
  public:
    /// Whether `name` can only be an entry of a folder: not empty, ".", or "..", and without
    /// slashes and zero bytes.
    [[nodiscard]] static bool isPlain(std::string_view name) noexcept;

    /// **Errors:** InvalidInput unless `name` is plain.
    NamedEntry(const Directory& folder, const std::string& name);

    /// For messages.
    [[nodiscard]] std::string path() const;

    [[nodiscard]] std::optional<FileStatus> tryStatus() const { return folder_.tryStatus(name_); }
    [[nodiscard]] std::string readLink() const { return folder_.readLink(name_); }
    /// As File::openSource.
    [[nodiscard]] File openSource() const { return folder_.openSource(name_); }

    /// Makes a file that can be read and written, with `permissionBits` less the umask.
    [[nodiscard]] File createFile(std::uint32_t permissionBits) const;
    /// Opens the regular file of this name for reading and writing, and keeps its content.
    /// **Errors:** InvalidInput for anything but a regular file.
    [[nodiscard]] File openFile() const;
    void makeDirectory(std::uint32_t permissionBits) const;
    void makeSymlink(const std::string& target) const;
    void makeFifo(std::uint32_t permissionBits) const;
    /// `kind` is BlockDevice or CharacterDevice.
    void makeDevice(FileKind kind, std::uint32_t permissionBits, std::uint64_t device) const;
    void makeHardLinkTo(const NamedEntry& existing) const;

    /// Removes anything but a folder. False when there was nothing.
    bool removeFile() const;
    /// Removes an empty folder. False when there was none. **Errors:** AlreadyExists when it has
    /// entries.
    bool removeDirectory() const;

    /// Gives what has the name another one, in the same or in another folder, and replaces what has
    /// that. **Errors:** Unsupported across file systems.
    void moveTo(const NamedEntry& place) const;
    /// As moveTo(), but never replaces anything, as renameToNew() of file_system.h.
    void moveToNew(const NamedEntry& place) const;

    // As in file_metadata.h and extended_attributes.h. For files and folders, an open File has the
    // same calls, which are faster.
    void setOwner(std::uint32_t userId, std::uint32_t groupId) const;
    void setPermissions(std::uint32_t permissionBits) const;
    void setTimes(WallTime accessed, WallTime modified) const;
    [[nodiscard]] std::vector<NamedAttribute> readExtendedAttributes() const;
    void setExtendedAttribute(const std::string& attribute, const std::string& value) const;
    bool removeExtendedAttribute(const std::string& attribute) const;

  private:
    /// Throws what errno says.
    [[noreturn]] void fail(const char* what) const;
    /// A path that leads through the open folder, for calls that take no descriptor.
    [[nodiscard]] std::string systemPath() const;

    const Directory& folder_;
    const std::string& name_;
};

}  // namespace tl

// An open file. Paths are raw bytes, as the kernel has them: a name need not be UTF-8.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infra/platform/extended_attributes.h"
#include "infra/platform/file_status.h"

namespace tl {

/// Owns a descriptor; children of this process do not inherit it.
///
/// **Errors:** every call may throw PermissionDenied, ResourceExhausted (disk, quota, descriptors),
/// Unavailable, or InvalidInput (a path that is too long, a folder where a file is wanted); what
/// else is named at the call.
/// **Threads:** readAt and writeAllAt are safe from several threads; all else one at a time.
class File {
  public:
    /// Owns nothing.
    File() noexcept = default;
    /// Closes the file and ignores errors: after writing, call close() or sync() first.
    ~File();
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    /// **Errors:** NotFound; InvalidInput for a link when `follow` is No.
    [[nodiscard]] static File openForReading(const std::string& path, Follow follow);
    /// Nothing when there is no such file. Follows links.
    [[nodiscard]] static std::optional<File> tryOpenForReading(const std::string& path);
    /// Opens a file to be backed up: a link is refused, a fifo does not block, and reading leaves
    /// the access time alone where the system allows. Check status().kind before reading.
    /// **Errors:** NotFound; InvalidInput for a link.
    [[nodiscard]] static File openSource(const std::string& path);
    /// Makes a file that can be read and written, with `permissionBits` less the process's umask.
    /// **Errors:** AlreadyExists, also for a link to nowhere; NotFound when the folder is missing.
    [[nodiscard]] static File createNew(const std::string& path, std::uint32_t permissionBits);
    /// As createNew; nothing when the folder is missing.
    [[nodiscard]] static std::optional<File> tryCreateNew(const std::string& path,
                                                          std::uint32_t permissionBits);
    /// Makes a file in `folder` that has no name, so that it goes with whoever has it open, however
    /// that ends. Nothing where the file system or the kernel has no such files.
    [[nodiscard]] static std::optional<File> tryCreateNameless(const std::string& folder);
    /// Opens for reading and writing, keeping the content; makes the file with mode 0600 if it is
    /// missing. **Errors:** InvalidInput for a link; NotFound when the folder is missing.
    [[nodiscard]] static File openForWriting(const std::string& path);

    /// Takes over an open descriptor; `path` is for messages.
    [[nodiscard]] static File fromDescriptor(int descriptor, std::string path);

    [[nodiscard]] bool isOpen() const noexcept { return descriptor_ >= 0; }
    /// For code of this folder only.
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// Closes, and reports what a network file system only tells now. Nothing to do when closed.
    void close();

    /// Reads on from the current position and fills `out` as far as the file goes; returns how many
    /// bytes, which is less than `out.size()` only at the end.
    [[nodiscard]] std::size_t read(std::span<std::byte> out);
    /// As read(), from byte `offset` on; leaves the position alone.
    [[nodiscard]] std::size_t readAt(std::uint64_t offset, std::span<std::byte> out) const;
    /// Writes all of `bytes` at the current position. After an error some may be written.
    void writeAll(std::span<const std::byte> bytes);
    /// As writeAll(), from byte `offset` on; leaves the position alone.
    void writeAllAt(std::uint64_t offset, std::span<const std::byte> bytes);

    /// Waits until content and status are on the disk. False where the file system has no such
    /// promise to give. After an error the content must be taken as lost: a second call may succeed
    /// without having written it.
    bool sync();
    /// Asks the kernel to start writing what is dirty, and does not wait.
    void startWriteback();
    /// Asks the kernel to write what is dirty in the range and to forget what is clean: for bulk
    /// data that nobody is about to read. Forgets nothing that is still dirty. Best effort.
    void dropFromCache(std::uint64_t offset, std::uint64_t sizeBytes) const;
    /// Reserves room without changing the size, where the file system can. Best effort: what fails
    /// here fails again, and is reported, when it is written.
    void preallocate(std::uint64_t sizeBytes);
    /// Cuts, or lengthens with zeros that take no room.
    void truncate(std::uint64_t sizeBytes);
    /// Tells the kernel to read ahead further.
    void adviseSequential() const;

    [[nodiscard]] FileStatus status() const;

    /// The same open file once more, with the same position; nothing when there are no descriptors
    /// left.
    [[nodiscard]] std::optional<File> tryDuplicate() const;

    // Metadata, as file_metadata.h and extended_attributes.h have it for paths.
    void setOwner(std::uint32_t userId, std::uint32_t groupId);
    void setPermissions(std::uint32_t permissionBits);
    void setTimes(WallTime accessed, WallTime modified);
    [[nodiscard]] std::vector<NamedAttribute> readExtendedAttributes(
        const AttributeProblem& onProblem = {}) const;
    void setExtendedAttribute(const std::string& name, const std::string& value);
    bool removeExtendedAttribute(const std::string& name);

  private:
    File(int descriptor, std::string path) noexcept;

    int descriptor_ = -1;
    std::string path_;
};

}  // namespace tl

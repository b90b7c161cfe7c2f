// What can be done to files and folders by their path. Paths are raw bytes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/file_status.h"

namespace tl {

// **Errors:** every call may throw NotFound, PermissionDenied, ResourceExhausted, Unavailable, or
// InvalidInput (a path that is too long or holds a zero byte); what else is named at the call.

/// The bytes of a file; follows links. **Errors:** InvalidInput when it has more than `sizeMax`.
[[nodiscard]] std::string readFile(const std::string& path, std::size_t sizeMax);
/// As readFile; nothing when there is no such file.
[[nodiscard]] std::optional<std::string> tryReadFile(const std::string& path, std::size_t sizeMax);
/// Makes or replaces a file, with mode 0600 if it is new. Neither atomic nor durable.
void writeFile(const std::string& path, std::string_view content);

/// Whether anything has this name, a link to nowhere included.
[[nodiscard]] bool exists(const std::string& path);

/// Removes a file or link. False when there was none. **Errors:** InvalidInput for a folder.
bool removeFile(const std::string& path);
/// Removes an empty folder. False when there was none. **Errors:** AlreadyExists when it has
/// entries.
bool removeDirectory(const std::string& path);
/// Removes a file, a link or a folder with all that is in it; follows no link, whatever others do
/// meanwhile. Nothing to do when there is none. Needs a descriptor for each level of the tree.
void removeTree(const std::string& path);

/// Gives `from` the name `to`, replacing a file there. **Errors:** Unsupported across file systems.
void rename(const std::string& from, const std::string& to);
/// As rename for a file, but never replaces what is there. Where the file system offers no such
/// call, nor hard links, two processes that do this at the same instant may still both succeed.
/// **Errors:** AlreadyExists when `to` is taken; Unsupported across file systems.
void renameToNew(const std::string& from, const std::string& to);

/// Makes a folder, with `permissionBits` less the process's umask. False when there was one.
bool makeDirectory(const std::string& path, std::uint32_t permissionBits);
/// Makes a folder and what is missing above it.
void makeDirectories(const std::string& path, std::uint32_t permissionBits);
/// Waits until the names in a folder are on the disk. False where the file system has no such
/// promise to give.
bool syncDirectory(const std::string& path);

/// **Errors:** AlreadyExists, for this and the next ones.
void makeHardLink(const std::string& existing, const std::string& path);
void makeSymlink(const std::string& target, const std::string& path);
void makeFifo(const std::string& path, std::uint32_t permissionBits);
/// Makes a block or character device; `device` as FileStatus has it.
void makeDevice(const std::string& path,
                FileKind kind,
                std::uint32_t permissionBits,
                std::uint64_t device);

/// A link's target. **Errors:** InvalidInput for what is no link.
[[nodiscard]] std::string readLink(const std::string& path);
/// The absolute path without links, "." and "..".
[[nodiscard]] std::string realPath(const std::string& path);
[[nodiscard]] std::string currentDirectory();
/// Where short-lived files go: $TMPDIR or /tmp.
[[nodiscard]] std::string temporaryDirectory();
/// True when `path`, or the folder it is to be made in, is on a file system that this machine alone
/// keeps: what one process has done there, every other one sees from then on. False for mounted
/// shares, for what is not known, and when it cannot be told.
[[nodiscard]] bool isOnLocalFileSystem(const std::string& path) noexcept;
/// Bytes that this user may still write to the file system of `path`.
[[nodiscard]] std::uint64_t freeSpace(const std::string& path);

}  // namespace tl

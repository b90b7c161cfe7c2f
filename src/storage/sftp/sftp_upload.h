// Stores a file whole and durably, or not at all, in three journeys to the server: a temporary name
// is opened; all content is written, flushed and closed; the file gets its name, and the folder is
// flushed. A rename is never on its way before the content is known to be there.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "storage/sftp/sftp_transfer.h"

namespace tl::storage::sftp {

/// What becomes of a file that has the name already.
enum class OldFile : std::uint8_t {
    Kept,      ///< The upload is refused.
    Replaced,  ///< Needs a server with posix-rename.
};

struct Upload {
    std::string folder;
    std::string path;       ///< In the folder.
    std::string temporary;  ///< In the folder.
    std::span<const std::byte> content;
    std::uint32_t temporaryBits = 0600;
    std::uint32_t finishedBits = 0400;
    OldFile oldFile = OldFile::Kept;
};

/// False when the folder is missing; then nothing has changed.
/// **Errors:** AlreadyExists, PermissionDenied, ResourceExhausted, Unavailable, Cancelled.
[[nodiscard]] bool tryUpload(const Transfer& transfer, const Upload& upload);

/// Flushes a folder, so that a power cut takes back nothing of what was done in it. OpenSSH opens
/// folders for that like files; with servers that do not, nobody can.
/// **Errors:** Unavailable, Cancelled.
void flushFolder(const Transfer& transfer, const std::string& folder);

}  // namespace tl::storage::sftp

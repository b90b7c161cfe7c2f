// Backups of standard input, or of what a command prints.

#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "infra/engine/archive/archiver.h"
#include "services/backup/backups.h"

namespace tl::services {

/// The stream's path in the snapshot: absolute and clean.
/// **Errors:** InvalidInput when its file name is empty.
[[nodiscard]] std::string streamPath(const StreamSource& source);

/// Saves the stream as a file of the snapshot; `time` is its modification time. Returns the top
/// tree.
/// **Errors:** InvalidInput when the stream is empty, or the command fails: then there is no
/// snapshot.
[[nodiscard]] std::optional<engine::BlobId> saveStream(const engine::ArchiveSetting& setting,
                                                       const StreamSource& source,
                                                       const engine::Timestamp& time,
                                                       const std::stop_token& stop);

}  // namespace tl::services

// A backup from targets to the top tree, with all its threads.
//
//   targets ──► queue ◄──► workers ──► open packs ──► uploading threads ──► backend, index
//
// Workers walk folders, which makes more work, read, cut, hash, compress and seal; PackWriter's
// threads store. Every stage is bounded, so a slow one holds up those before it.

#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/archive/archive_context.h"
#include "infra/engine/archive/target_tree.h"
#include "infra/engine/index/index_writer.h"

namespace tl::engine {

/// What a backup reads from and writes to. All must outlive the call.
struct ArchiveSetting {
    const Repository& repository;
    const BlobIndex& index;  ///< What is stored already.
    IndexWriter& indexWriter;
    const Selection& selection;
    const ArchiveOptions& options;
    const TimeZone& zone;
    Clock& clock;
    ArchiveEvents& events;
    ArchiveCounters& counters;
};

/// Saves everything below `targets`; `parent` is the top tree of the parent snapshot. Returns the
/// new top tree, which is stored and indexed; nothing when it would be empty.
///
/// What cannot be read is told to the events and left out. When it ends by a stop or a failure,
/// what has been stored is indexed all the same, as far as that goes quickly, so that the next run
/// finds it.
/// **Errors:** what storing throws; Cancelled.
[[nodiscard]] std::optional<BlobId> archiveTargets(const ArchiveSetting& setting,
                                                   const TargetNode& targets,
                                                   const std::string& workingFolder,
                                                   const std::optional<BlobId>& parent,
                                                   const std::stop_token& stop);

/// A stream to save as one file.
struct StreamTarget {
    std::vector<std::string> folders;  ///< Above the file in the snapshot.
    Node file;                         ///< Its name and metadata; size and content are found out.
    Node folder;                       ///< Metadata of the folders above.
};

/// Saves what can be read from `stream`. As archiveTargets. **Errors:** also what reading throws.
[[nodiscard]] std::optional<BlobId> archiveStream(const ArchiveSetting& setting,
                                                  const StreamTarget& target,
                                                  const ByteSource& stream,
                                                  const std::stop_token& stop);

}  // namespace tl::engine

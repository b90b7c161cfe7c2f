// Reads folders and files of a snapshot as a stream: entries in the order of the trees, each file's
// content behind its entry.
//
// Content is read ahead by several threads. One thread walks the trees and fills batches: some
// entries, and the blobs of their files up to a limit. Loaders take batches as they come, fetch
// neighbouring blobs with one request and decode them; the last thread hands the batches on in
// order. There is a fixed number of batches, used again and again, and that bounds the memory.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>

#include "infra/engine/format/node.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// Told what is in a dump. **Threads:** called from one thread, which is not the caller's.
class DumpSink {
  public:
    DumpSink() = default;
    DumpSink(const DumpSink&) = delete;
    DumpSink& operator=(const DumpSink&) = delete;
    virtual ~DumpSink() = default;

    /// `path` is without a leading slash, and each of its components is a plain name. A regular
    /// file's content follows: `node.size` bytes. The node's own list of its content is empty.
    virtual void onEntry(const std::string& path, const Node& node) = 0;
    virtual void onContent(std::span<const std::byte> bytes) = 0;
};

/// The repository to read from. Borrowed.
struct DumpSource {
    const Repository& repository;
    const BlobIndex& index;
};

/// Streams one regular file: its entry, with its name as the path, then its content.
/// **Errors:** NotFound, Corrupted (content that is missing, damaged or of another size than the
/// node says), Cancelled, and what the sink throws.
void streamFile(const DumpSource& source,
                const Node& file,
                DumpSink& sink,
                const std::stop_token& stop);

/// Streams all that is below the folder with the tree `tree`. `prefix` is what its entries' paths
/// begin with: empty, or "a/b/". **Errors:** as streamFile(), also for trees; Corrupted for a name
/// that could lead out of its folder.
void streamFolder(const DumpSource& source,
                  const BlobId& tree,
                  const std::string& prefix,
                  DumpSink& sink,
                  const std::stop_token& stop);

}  // namespace tl::engine

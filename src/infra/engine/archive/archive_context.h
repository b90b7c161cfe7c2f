// What all threads of one backup share.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "infra/engine/archive/archive_events.h"
#include "infra/engine/archive/archive_work.h"
#include "infra/engine/archive/node_builder.h"
#include "infra/engine/archive/selection.h"
#include "infra/engine/chunker/chunker.h"
#include "infra/engine/index/blob_claims.h"
#include "infra/engine/pack/blob_saver.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/platform/clock.h"
#include "infra/resources/buffer_pool.h"

namespace tl::engine {

/// Fills `out` as far as its input goes and returns how many bytes that are: less than `out.size()`
/// only at the end. Nothing when reading has failed and that is reported already.
using ByteSource = std::function<std::optional<std::size_t>(std::span<std::byte> out)>;

struct ArchiveOptions {
    BlobPackingOptions blobs;
    AccessTime accessTime = AccessTime::AsModified;
    bool ignoreInode = false;       ///< A new inode number alone is no change; implies the next.
    bool ignoreChangeTime = false;  ///< A new ctime alone is no change.
    std::size_t packSizeBytes = std::size_t{16} << 20U;
    std::size_t workers = 2;  ///< Threads that read, hash, compress and seal.
};

/// References to what outlives the backup's threads.
struct ArchiveContext {
    const Repository& repository;
    const BlobIndex& index;
    BlobClaims& claims;
    PackWriter& packs;
    const Selection& selection;
    const ArchiveOptions& options;
    const Chunker& chunker;
    UserNames& users;
    const TimeZone& zone;
    const Clock& clock;
    ArchiveEvents& events;
    ArchiveCounters& counters;
    ArchiveQueue& queue;
    BufferPool& buffers;
};

}  // namespace tl::engine

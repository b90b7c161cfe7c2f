// How much there is in snapshots, counted in restic's four ways.
//
// Trees are shared between snapshots, and each is loaded once, in every mode: what a tree adds up
// to is the same wherever it is met, but for files with several names.

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

struct StatisticsFigures {
    std::uint64_t totalBytes = 0;
    std::uint64_t files = 0;
    std::uint64_t blobs = 0;
    // Of raw data only. Sizes with the 32 bytes that each blob's box adds.
    std::uint64_t uncompressedBytes = 0;      ///< As if nothing were compressed.
    std::uint64_t compressedBytes = 0;        ///< Of the blobs that are compressed.
    std::uint64_t compressedBytesBefore = 0;  ///< Of the same, uncompressed.
    bool operator==(const StatisticsFigures&) const = default;
};

/// What to count, and where. Borrows all of it.
struct StatisticsSource {
    const Repository& repository;
    const BlobIndex& index;
    std::span<const BlobId> roots;  ///< The trees of the snapshots.
};

/// Called when a snapshot is done; from any thread, one at a time.
using OnSnapshotCounted = std::function<void()>;

// **Errors:** NotFound, Corrupted, for trees and blobs that cannot be read or found; Cancelled.

/// What restoring the snapshots would take: files, folders and links, and the sizes of the files. A
/// file with several names counts once in a snapshot.
[[nodiscard]] StatisticsFigures countRestoreSize(const StatisticsSource& source,
                                                 const OnSnapshotCounted& onCounted,
                                                 const std::stop_token& stop);

/// Files of different content; what has no content counts as one.
[[nodiscard]] StatisticsFigures countFilesByContents(const StatisticsSource& source,
                                                     const OnSnapshotCounted& onCounted,
                                                     const std::stop_token& stop);

/// Files of different content, by the path where they are met first, and their blobs, each once for
/// a path.
[[nodiscard]] StatisticsFigures countBlobsPerFile(const StatisticsSource& source,
                                                  const OnSnapshotCounted& onCounted,
                                                  const std::stop_token& stop);

/// The blobs that the snapshots need, and the room that they take in the repository.
[[nodiscard]] StatisticsFigures countRawData(const StatisticsSource& source,
                                             const OnSnapshotCounted& onCounted,
                                             const std::stop_token& stop);

}  // namespace tl::engine

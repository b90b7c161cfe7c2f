// What is different on the disk from what a snapshot has.

#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "infra/engine/compare/comparison.h"
#include "infra/engine/filter/pattern_list.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/time_zone.h"

namespace tl::engine {

/// A place in a snapshot and the one on the disk that it is compared with.
struct DiskPair {
    BlobId root;               ///< The snapshot's tree.
    std::string snapshotPath;  ///< Absolute and clean.
    std::string diskPath;      ///< Absolute and clean.
};

enum class Reading : std::uint8_t {
    WhenChanged,  ///< Only files whose size, times or inode differ, as a backup does.
    All,
};

struct DiskComparisonOptions {
    MetadataChanges metadata = MetadataChanges::Ignored;
    Reading reading = Reading::WhenChanged;
    PatternList excludes;  ///< Of paths in the snapshot: what no backup would have saved.
};

/// Compares what is at a place: before, in the snapshot; after, on the disk. Paths are those on the
/// disk. A place that only one side has is added or removed; that of the snapshot must be there.
/// Links are not followed, but for the ones on the way to the place.
/// **Errors:** NotFound when the snapshot has no such place; Corrupted, for the trees on the way to
/// it; Cancelled; what the listener throws.
[[nodiscard]] ComparisonFigures compareWithDisk(const Repository& repository,
                                                const BlobIndex& index,
                                                const DiskPair& places,
                                                const DiskComparisonOptions& options,
                                                const TimeZone& zone,
                                                ComparisonListener& listener,
                                                const std::stop_token& stop);

}  // namespace tl::engine

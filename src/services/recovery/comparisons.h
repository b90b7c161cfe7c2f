// What changed: between two snapshots, or from a snapshot to what is on the disk now.

#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "infra/engine/compare/compare_with_disk.h"
#include "infra/engine/compare/comparison.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

struct SnapshotComparison {
    RepositoryAccess repository{};
    std::string before{};  ///< `ID`, `latest`, or either with `:folder`.
    std::string after{};
    SnapshotFilter filter{};  ///< For `latest`.
    engine::MetadataChanges metadata = engine::MetadataChanges::Ignored;
};

struct DiskComparison {
    RepositoryAccess repository{};
    std::string snapshot{};  ///< As SnapshotComparison::before.
    SnapshotFilter filter{};
    /// What on the disk to compare with. Empty: what stands where the snapshot's folder was, or all
    /// that it saved.
    std::string diskPath{};
    engine::MetadataChanges metadata = engine::MetadataChanges::Ignored;
    engine::Reading reading = engine::Reading::WhenChanged;
};

/// Told what is compared, then what differs.
class ComparisonObserver : public engine::ComparisonListener {
  public:
    virtual void onSnapshots(const engine::SnapshotId& before, const engine::SnapshotId& after) = 0;
    virtual void onSnapshotAndDisk(const engine::SnapshotId& snapshot,
                                   const std::string& diskPath) = 0;
};

class Comparisons {
  public:
    Comparisons() = default;
    Comparisons(const Comparisons&) = delete;
    Comparisons& operator=(const Comparisons&) = delete;
    virtual ~Comparisons() = default;

    /// Paths begin at the folders given. **Errors:** NotFound, Corrupted, and as Repositories.
    virtual engine::ComparisonFigures compareSnapshots(const SnapshotComparison& request,
                                                       ComparisonObserver& observer,
                                                       const std::stop_token& stop) = 0;
    /// Paths are those on the disk. What the snapshot's own patterns exclude is left out.
    /// **Errors:** as compareSnapshots(), NotFound also for a disk path that was given.
    virtual engine::ComparisonFigures compareWithDisk(const DiskComparison& request,
                                                      ComparisonObserver& observer,
                                                      const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Comparisons> makeComparisons(const ServiceContext& context);

}  // namespace tl::services

// Copying snapshots, with all they need, to another repository.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

struct CopyRequest {
    RepositoryAccess source{};
    RepositoryAccess destination{};  ///< Gives compression and size of the new packs, too.
    SnapshotFilter filter{};
    std::vector<std::string> ids{};  ///< Of the source, as in SnapshotQuery.
};

struct CopyStatus {
    std::chrono::nanoseconds elapsed{0};
    std::uint64_t snapshotsDone = 0;  ///< Copied or skipped.
    std::uint64_t snapshotsTotal = 0;
    std::uint64_t blobsDone = 0;
    std::uint64_t bytesDone = 0;   ///< As stored at the source.
    std::uint64_t bytesTotal = 0;  ///< Grows as more snapshots are looked at.
};

struct CopyReport {
    std::size_t copiedCount = 0;
    std::size_t skippedCount = 0;  ///< Had been copied before.
    std::size_t problemCount = 0;  ///< Snapshots of the source that are damaged: not copied.
    CopyStatus final{};
};

/// A snapshot of the source and the one at the destination that is the same.
struct CopiedSnapshot {
    StoredSnapshot source;
    engine::SnapshotId copy;
};

/// Told what a copy does. **Threads:** calls may come from any thread, one at a time.
class CopyObserver {
  public:
    CopyObserver() = default;
    CopyObserver(const CopyObserver&) = delete;
    CopyObserver& operator=(const CopyObserver&) = delete;
    virtual ~CopyObserver() = default;

    /// How often onStatus is wanted; zero: never.
    [[nodiscard]] virtual std::chrono::milliseconds statusInterval() const = 0;
    virtual void onStatus(const CopyStatus& status) = 0;
    /// The destination has it already.
    virtual void onSkipped(const CopiedSnapshot& snapshot) = 0;
    /// All that the snapshot needs is stored, and now it is, too.
    virtual void onCopied(const CopiedSnapshot& snapshot) = 0;
    virtual void onWarning(const std::string& message) = 0;
    /// A snapshot of the source that is damaged and therefore left out.
    virtual void onProblem(const std::string& message) = 0;
};

/// Whether the two say the same of the same files: all but where they come from (`parent`,
/// `original`) is equal.
[[nodiscard]] bool isSameSnapshot(const engine::Snapshot& one, const engine::Snapshot& other);

class Copies {
  public:
    Copies() = default;
    Copies(const Copies&) = delete;
    Copies& operator=(const Copies&) = delete;
    virtual ~Copies() = default;

    /// Copies the selected snapshots that the destination does not have. What several of them need
    /// is copied once. A copy has the ID of the very first as its `original` and no parent. When
    /// the copy is interrupted, snapshots that are complete are there, and the next run goes on
    /// with what is stored. Takes a shared lock at both.
    /// A snapshot of which the source lacks something, or has it damaged, is a problem that is
    /// told; the others are copied all the same.
    /// **Errors:** InvalidInput when both are the same repository; as selectSnapshots() and
    /// Repositories.
    virtual CopyReport copy(const CopyRequest& request,
                            CopyObserver& observer,
                            const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Copies> makeCopies(const ServiceContext& context);

}  // namespace tl::services

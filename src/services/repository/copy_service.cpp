// Copying snapshots, batch by batch: plan some snapshots, copy what the destination lacks for them,
// and when all of that is stored and indexed, store the snapshots. So many small snapshots share
// packs, and a long copy has something to show before its end.

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "infra/engine/copy/copy_blobs.h"
#include "infra/engine/copy/copy_plan.h"
#include "infra/engine/format/foreign_cutting.h"
#include "infra/engine/index/adopt_packs.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"
#include "infra/resources/ticker.h"
#include "services/repository/copies.h"
#include "services/repository/packing.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

using engine::LoadedSnapshot;
using engine::Repository;
using engine::Snapshot;
using engine::SnapshotId;

namespace {

/// Snapshots are stored when so much has been copied for them.
constexpr std::uint64_t kBatchBytes = std::uint64_t{1} << 30U;

/// The ID that a snapshot keeps over changes of its tags and over copies.
SnapshotId persistentId(const SnapshotId& id, const Snapshot& snapshot) {
    return snapshot.original.value_or(id);
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
    std::ranges::sort(texts);
    return texts;
}

/// The snapshots of the destination, to find those that have been copied before.
class KnownCopies {
  public:
    void add(const LoadedSnapshot& loaded) {
        byId_.emplace(loaded.id, loaded);
        if (loaded.snapshot.original) byId_.emplace(*loaded.snapshot.original, loaded);
    }

    [[nodiscard]] std::optional<SnapshotId> find(const StoredSnapshot& stored) const {
        const auto [begin, end] = byId_.equal_range(persistentId(stored.id, stored.snapshot));
        const auto found = std::find_if(begin, end, [&stored](const auto& known) {
            return isSameSnapshot(known.second.snapshot, stored.snapshot);
        });
        if (found == end) return std::nullopt;
        return found->second.id;
    }

  private:
    std::multimap<SnapshotId, LoadedSnapshot> byId_;
};

/// Counts, and tells the observer, one call at a time.
class Progress final : public engine::CopyProgress {
  public:
    Progress(CopyObserver& observer, const Clock& clock)
        : observer_{observer},
          clock_{clock},
          start_{clock.monotonic()} {}

    void onCopied(std::uint64_t blobs, std::uint64_t bytes) override {
        const MutexLock lock{mutex_};
        status_.blobsDone += blobs;
        status_.bytesDone += bytes;
    }
    void setSnapshotsTotal(std::size_t count) {
        const MutexLock lock{mutex_};
        status_.snapshotsTotal = count;
    }
    void addBytesTotal(std::uint64_t bytes) {
        const MutexLock lock{mutex_};
        status_.bytesTotal += bytes;
    }
    void snapshotDone() {
        const MutexLock lock{mutex_};
        ++status_.snapshotsDone;
    }

    [[nodiscard]] CopyStatus status() {
        const MutexLock lock{mutex_};
        CopyStatus status = status_;
        status.elapsed = clock_.monotonic() - start_;
        return status;
    }

    /// Calls `tell` with the observer.
    template <typename Tell>
    void tell(const Tell& tell) {
        const MutexLock lock{observerMutex_};
        tell(observer_);
    }

  private:
    CopyObserver& observer_;
    const Clock& clock_;
    const std::chrono::nanoseconds start_;
    Mutex observerMutex_;  ///< Held while the observer is called.
    Mutex mutex_;
    CopyStatus status_ TL_GUARDED_BY(mutex_);
};

/// One copy from one repository to another.
class CopyRun {
  public:
    CopyRun(const ServiceContext& context,
            const CopyRequest& request,
            Progress& progress,
            const Repository& source,
            const Repository& destination)
        : context_{context},
          request_{request},
          progress_{progress},
          source_{source},
          destination_{destination} {}

    CopyReport run(const std::stop_token& stop) {
        requireTwoRepositories();
        warnOfOtherChunker();
        const auto wanted = selectWanted(stop);
        if (!wanted.empty()) copyAll(wanted, stop);
        report_.final = progress_.status();
        return report_;
    }

  private:
    void requireTwoRepositories() const {
        if (source_.config().id == destination_.config().id)
            throw Error{ErrorKind::InvalidInput, "source and destination are the same repository"};
    }

    void warnOfOtherChunker() {
        const engine::Config& source = source_.config();
        const engine::Config& destination = destination_.config();
        if (source.chunkerPolynomial == destination.chunkerPolynomial &&
            engine::foreignCuttingOf(source) == engine::foreignCuttingOf(destination))
            return;
        progress_.tell([](CopyObserver& observer) {
            observer.onWarning(
                "the two repositories cut files differently, so what is copied and what is backed "
                "up to the destination will not share data; `init --copy-chunker-params` makes a "
                "repository that cuts as another does");
        });
    }

    /// The selected snapshots of the source that the destination does not have, oldest first.
    std::vector<StoredSnapshot> selectWanted(const std::stop_token& stop) {
        KnownCopies known;
        // One that is damaged is at worst copied once more.
        for (const LoadedSnapshot& loaded :
             engine::loadReadableSnapshots(destination_, stop).snapshots)
            known.add(loaded);
        const SnapshotQuery query{.filter = request_.filter, .ids = request_.ids};
        ReadableSelection selected = selectReadable(source_, query, stop);
        report_.problemCount = selected.problems.size();
        progress_.setSnapshotsTotal(selected.snapshots.size());
        progress_.tell([&](CopyObserver& observer) {
            for (const std::string& problem : selected.problems)
                observer.onProblem(problem);
        });
        std::vector<StoredSnapshot> wanted;
        for (StoredSnapshot& stored : selected.snapshots) {
            if (const auto copy = known.find(stored)) {
                skip({.source = std::move(stored), .copy = *copy});
            } else {
                wanted.push_back(std::move(stored));
            }
        }
        return wanted;
    }

    void skip(const CopiedSnapshot& snapshot) {
        ++report_.skippedCount;
        progress_.snapshotDone();
        progress_.tell([&](CopyObserver& observer) { observer.onSkipped(snapshot); });
    }

    void copyAll(const std::vector<StoredSnapshot>& wanted, const std::stop_token& stop) {
        const engine::BlobIndex sourceIndex = engine::loadIndex(source_, stop);
        engine::BlobIndex index = engine::loadIndex(destination_, stop);
        engine::IndexWriter indexWriter{destination_, context_.clock};
        if (destination_.backend().properties().isListingCheap)
            (void)engine::adoptUnindexedPacks(destination_, index, indexWriter, stop);
        const engine::CopySource source{source_, sourceIndex};
        const engine::CopyDestination destination{
            .repository = destination_,
            .indexWriter = indexWriter,
            .clock = context_.clock,
            .packing = packingOptionsOf(request_.destination),
            .packSizeBytes = packSizeBytesOf(request_.destination)};
        engine::CopyPlanner planner{source, index};
        std::vector<const StoredSnapshot*> batch;
        const auto finishBatch = [&] {
            const auto lost =
                engine::copyBlobs(source, destination, planner.take(), progress_, stop);
            if (!lost.empty()) {
                planner.markLost(lost);
                std::erase_if(batch, [&](const StoredSnapshot* stored) {
                    return !tryPlan(planner, *stored, stop);
                });
            }
            for (const StoredSnapshot* stored : batch)
                save(*stored, stop);
            batch.clear();
        };
        for (const StoredSnapshot& stored : wanted) {
            if (tryPlan(planner, stored, stop)) batch.push_back(&stored);
            if (planner.pendingBytes() >= kBatchBytes) finishBatch();
        }
        finishBatch();
    }

    /// False when the source lacks something that the snapshot needs. That must cost no other
    /// snapshot its copy.
    bool tryPlan(engine::CopyPlanner& planner,
                 const StoredSnapshot& stored,
                 const std::stop_token& stop) {
        try {
            plan(planner, stored, stop);
            return true;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Corrupted && error.kind() != ErrorKind::NotFound) throw;
            ++report_.problemCount;
            progress_.snapshotDone();
            progress_.tell([&](CopyObserver& observer) {
                observer.onProblem("snapshot " + stored.id.shortHex() +
                                   " is not copied: " + error.describe());
            });
            return false;
        }
    }

    void plan(engine::CopyPlanner& planner,
              const StoredSnapshot& stored,
              const std::stop_token& stop) {
        const std::uint64_t before = planner.pendingBytes();
        planner.add({stored.id, stored.snapshot}, stop);
        progress_.addBytesTotal(planner.pendingBytes() - before);
    }

    void save(const StoredSnapshot& stored, const std::stop_token& stop) {
        Snapshot copy = stored.snapshot;
        copy.parent.reset();  // The other repository may not have it.
        copy.original = persistentId(stored.id, stored.snapshot);
        const SnapshotId id = engine::saveSnapshot(destination_, copy, stop);
        ++report_.copiedCount;
        progress_.snapshotDone();
        progress_.tell(
            [&](CopyObserver& observer) { observer.onCopied({.source = stored, .copy = id}); });
    }

    const ServiceContext& context_;
    const CopyRequest& request_;
    Progress& progress_;
    const Repository& source_;
    const Repository& destination_;
    CopyReport report_;
};

class CopyService final : public Copies {
  public:
    explicit CopyService(const ServiceContext& context) : context_{context} {}

    CopyReport copy(const CopyRequest& request,
                    CopyObserver& observer,
                    const std::stop_token& stop) override {
        CopyReport report;
        Progress progress{observer, context_.clock};
        const auto source = RepositorySession::open(context_, request.source,
                                                    {engine::LockMode::Shared, Load::Bulk}, stop);
        source->run([&](const std::stop_token& sourceWork) {
            // Whatever ends the work at the source ends it at the destination.
            const auto destination = RepositorySession::openForWriting(
                context_, request.destination, engine::LockMode::Shared, sourceWork);
            destination->run([&](const std::stop_token& work) {
                const Ticker ticker{context_.clock, observer.statusInterval(), [&progress] {
                                        progress.tell([&progress](CopyObserver& told) {
                                            told.onStatus(progress.status());
                                        });
                                    }};
                report = CopyRun{context_, request, progress, source->repository(),
                                 destination->repository()}
                             .run(work);
            });
            destination->close();
        });
        source->close();
        return report;
    }

  private:
    const ServiceContext& context_;
};

}  // namespace

bool isSameSnapshot(const engine::Snapshot& one, const engine::Snapshot& other) {
    return one.time.isSameInstant(other.time) && one.tree == other.tree &&
           one.hostname == other.hostname && one.username == other.username &&
           one.uid == other.uid && one.gid == other.gid && one.excludes == other.excludes &&
           sorted(one.paths) == sorted(other.paths) && sorted(one.tags) == sorted(other.tags);
}

std::unique_ptr<Copies> makeCopies(const ServiceContext& context) {
    return std::make_unique<CopyService>(context);
}

}  // namespace tl::services

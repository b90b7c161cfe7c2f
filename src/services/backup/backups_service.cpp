// A backup from the request to the stored snapshot: the order of the steps is what keeps it safe.
// Snapshots are listed before the index is loaded; nothing is written before the lock is confirmed;
// the snapshot comes last, when everything it refers to is stored and indexed.

#include <algorithm>
#include <utility>

#include "infra/engine/archive/archiver.h"
#include "infra/engine/archive/scanner.h"
#include "infra/engine/format/foreign_cutting.h"
#include "infra/engine/index/adopt_packs.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/resources/ticker.h"
#include "infra/resources/worker_group.h"
#include "services/backup/backup_progress.h"
#include "services/backup/backup_sources.h"
#include "services/backup/backup_stream.h"
#include "services/backup/backups.h"
#include "services/backup/parent_selection.h"
#include "services/backup/stored_verification.h"
#include "services/program_version.h"
#include "services/repository/packing.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

std::vector<std::string> listFolder(const std::string& path) {
    std::vector<std::string> names;
    for (DirectoryEntry& entry : Directory::open(path, Follow::Yes).entries())
        names.push_back(std::move(entry.name));
    return names;
}

/// One backup while it runs.
class BackupRun {
  public:
    BackupRun(const ServiceContext& context, const BackupRequest& request, BackupObserver& observer)
        : context_{context},
          request_{request},
          observer_{observer},
          progress_{observer, context.clock},
          workingFolder_{currentDirectory()},
          start_{nowTimestamp(context)} {}

    BackupReport run(const std::stop_token& stop) {
        checkBackupRequest(request_);
        selection_ = makeSelection(request_);
        if (!request_.stream) {
            const auto wanted = collectTargets(request_, observer_, stop);
            targets_ = keepExisting(wanted, observer_, missingTargets_);
            for (const std::string& target : wanted)
                paths_.push_back(absolutePath(target, workingFolder_));
        } else {
            paths_.push_back(streamPath(*request_.stream));
        }
        const auto session = openSession(stop);
        session->run([&](const std::stop_token& work) { backUp(*session, work); });
        closeWarning(*session);
        report_.duration = progress_.elapsed();
        return std::move(report_);
    }

  private:
    /// A dry run writes into nothing, so it needs no lock.
    std::unique_ptr<RepositorySession> openSession(const std::stop_token& stop) {
        if (!request_.dryRun) {
            return RepositorySession::openForWriting(context_, request_.repository,
                                                     engine::LockMode::Shared, stop);
        }
        return RepositorySession::openForDryRun(context_, request_.repository, stop);
    }

    /// A lock that stays is no reason to call a backup failed whose snapshot is there.
    void closeWarning(RepositorySession& session) {
        try {
            session.close();
        } catch (const Error& error) {
            progress_.onWarning("the lock could not be removed: " + error.describe());
        }
    }

    void backUp(RepositorySession& session, const std::stop_token& stop) {
        const engine::Repository& repository = session.repository();
        engine::requireOwnCutting(repository.config());
        const auto found = engine::loadReadableSnapshots(repository, stop);
        // An old snapshot that is damaged is no reason to make no new one.
        for (const auto& [name, error] : found.unreadable)
            progress_.onWarning("snapshot " + name + " cannot be read: " + error.what());
        const std::optional<StoredSnapshot> parent = findParent(repository, found.snapshots, stop);
        engine::BlobIndex index = engine::loadIndex(repository, stop);
        progress_.reportOpened(repository.config().id,
                               parent ? std::optional{parent->id} : std::nullopt);

        engine::IndexWriter indexWriter{repository, context_.clock};
        if (!request_.dryRun && repository.backend().properties().isListingCheap)
            (void)engine::adoptUnindexedPacks(repository, index, indexWriter, stop);
        // The first pack that is stored waits for the lock's confirmation; until then there is
        // plenty to read.
        const auto tree = archive(repository, index, indexWriter, parent, stop);
        if (!tree)
            throw Error{ErrorKind::InvalidInput, "the snapshot would be empty, so none was made"};

        fillReport(parent);
        if (request_.dryRun) return;
        if (request_.skipIfUnchanged && parent && parent->snapshot.tree == *tree) return;
        report_.snapshot = engine::saveSnapshot(repository, makeSnapshot(*tree, parent), stop);
        if (request_.verification)
            report_.verification = verifyStored(
                context_, request_, session,
                {.snapshot = *report_.snapshot, .packs = indexWriter.packs()}, observer_, stop);
    }

    std::optional<StoredSnapshot> findParent(const engine::Repository& repository,
                                             std::span<const engine::LoadedSnapshot> snapshots,
                                             const std::stop_token& stop) const {
        if (request_.force || request_.stream) return std::nullopt;
        if (!request_.parent.empty())
            return selectSnapshot(repository, request_.parent, parentFilter(), stop);
        const ParentCriteria criteria{.host = host(),
                                      .paths = paths_,
                                      .tags = request_.tags,
                                      .time = snapshotTime(),
                                      .groupBy = request_.groupBy};
        const engine::LoadedSnapshot* const chosen = chooseParent(snapshots, criteria);
        if (!chosen) return std::nullopt;
        return StoredSnapshot{chosen->id, chosen->snapshot};
    }

    /// What "latest" is to be the latest of.
    [[nodiscard]] SnapshotFilter parentFilter() const {
        SnapshotFilter filter;
        if (request_.groupBy.host) filter.hosts.push_back(host());
        if (request_.groupBy.paths) filter.paths = paths_;
        if (request_.groupBy.tags) filter.tags.push_back(request_.tags);
        return filter;
    }

    std::optional<engine::BlobId> archive(const engine::Repository& repository,
                                          const engine::BlobIndex& index,
                                          engine::IndexWriter& indexWriter,
                                          const std::optional<StoredSnapshot>& parent,
                                          const std::stop_token& stop) {
        const engine::ArchiveOptions options = archiveOptions();
        const engine::ArchiveSetting setting{.repository = repository,
                                             .index = index,
                                             .indexWriter = indexWriter,
                                             .selection = selection_,
                                             .options = options,
                                             .zone = context_.zone,
                                             .clock = context_.clock,
                                             .events = progress_,
                                             .counters = progress_.counters()};
        const Ticker ticker{context_.clock, observer_.statusInterval(),
                            [this] { progress_.reportStatus(); }};
        if (request_.stream) return saveStream(setting, *request_.stream, snapshotTime(), stop);

        const engine::TargetNode targets = engine::buildTargetTree(targets_, listFolder);
        WorkerGroup scanner{stop};
        if (request_.scan && observer_.statusInterval() > std::chrono::milliseconds{0}) {
            scanner.start("backup scan", [&](const std::stop_token& inner) {
                engine::scanTargets(targets, selection_, workingFolder_, progress_.scanCounters(),
                                    inner);
                progress_.reportScanFinished();
            });
        }
        const auto parentTree = parent ? std::optional{parent->snapshot.tree} : std::nullopt;
        return engine::archiveTargets(setting, targets, workingFolder_, parentTree, stop);
    }

    [[nodiscard]] engine::ArchiveOptions archiveOptions() const {
        return {.blobs = packingOptionsOf(request_.repository),
                .accessTime = request_.withAccessTime ? engine::AccessTime::Keep
                                                      : engine::AccessTime::AsModified,
                .ignoreInode = request_.ignoreInode,
                .ignoreChangeTime = request_.ignoreChangeTime,
                .packSizeBytes = packSizeBytesOf(request_.repository),
                .workers = std::min(wantedWorkers(), request_.repository.memory.workers)};
    }

    [[nodiscard]] std::size_t wantedWorkers() const {
        return request_.readConcurrency > 0 ? std::max(request_.readConcurrency, processorCount())
                                            : std::max<std::size_t>(processorCount(), 2);
    }

    [[nodiscard]] std::string host() const {
        return request_.host.empty() ? hostName() : request_.host;
    }

    [[nodiscard]] engine::Timestamp snapshotTime() const {
        if (!request_.time) return start_;
        return {request_.time->seconds, request_.time->nanoseconds,
                context_.zone.offsetSeconds(request_.time->seconds)};
    }

    void fillReport(const std::optional<StoredSnapshot>& parent) {
        const engine::ArchiveCounters& counters = progress_.counters();
        report_.summary = {.backupStart = start_,
                           .backupEnd = nowTimestamp(context_),
                           .filesNew = counters.filesNew,
                           .filesChanged = counters.filesChanged,
                           .filesUnmodified = counters.filesUnmodified,
                           .directoriesNew = counters.directoriesNew,
                           .directoriesChanged = counters.directoriesChanged,
                           .directoriesUnmodified = counters.directoriesUnmodified,
                           .dataBlobs = counters.dataBlobs,
                           .treeBlobs = counters.treeBlobs,
                           .dataAdded = counters.bytesAdded,
                           .dataAddedPacked = counters.bytesAddedPacked,
                           .totalFilesProcessed = counters.files,
                           .totalBytesProcessed = counters.bytes,
                           .unknownMembers = {}};
        if (parent) report_.parent = parent->id;
        report_.failureCount = counters.failures + missingTargets_;
        report_.isDryRun = request_.dryRun;
    }

    [[nodiscard]] engine::Snapshot makeSnapshot(const engine::BlobId& tree,
                                                const std::optional<StoredSnapshot>& parent) const {
        engine::Snapshot snapshot;
        snapshot.time = snapshotTime();
        if (parent) snapshot.parent = parent->id;
        snapshot.tree = tree;
        snapshot.paths = paths_;
        snapshot.hostname = host();
        snapshot.username = userName();
        snapshot.uid = userId();
        snapshot.gid = groupId();
        snapshot.excludes = request_.excludes;
        snapshot.tags = request_.tags;
        snapshot.programVersion = programVersion();
        snapshot.summary = report_.summary;
        return snapshot;
    }

    const ServiceContext& context_;
    const BackupRequest& request_;
    BackupObserver& observer_;
    BackupProgress progress_;
    const std::string workingFolder_;
    const engine::Timestamp start_;
    engine::Selection selection_;
    std::vector<std::string> targets_;
    std::vector<std::string> paths_;  ///< As the snapshot names them.
    std::uint64_t missingTargets_ = 0;
    BackupReport report_;
};

class BackupsService final : public Backups {
  public:
    explicit BackupsService(const ServiceContext& context) : context_{context} {}

    BackupReport run(const BackupRequest& request,
                     BackupObserver& observer,
                     const std::stop_token& stop) override {
        return BackupRun{context_, request, observer}.run(stop);
    }

  private:
    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Backups> makeBackups(const ServiceContext& context) {
    return std::make_unique<BackupsService>(context);
}

}  // namespace tl::services

#include <utility>
#include <vector>

#include "infra/engine/compare/compare_snapshots.h"
#include "infra/engine/filter/path_components.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file_system.h"
#include "services/recovery/comparisons.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

engine::BlobId findTree(engine::BlobReader& reader,
                        const SnapshotFolder& folder,
                        const std::stop_token& stop) {
    return engine::findSubtree(reader, folder.snapshot.snapshot.tree, folder.folder, stop);
}

/// The patterns that the backup left out, as far as they can be read.
engine::PatternList excludesOf(const engine::Snapshot& snapshot) {
    try {
        return engine::PatternList{snapshot.excludes};
    } catch (const Error&) {
        return {};  // Another program's idea of a pattern.
    }
}

std::string absolutePath(const std::string& path) {
    return engine::cleanPath(path.starts_with('/') ? path : currentDirectory() + "/" + path);
}

/// The places to compare: what was asked for, or all that the snapshot saved.
std::vector<engine::DiskPair> choosePlaces(const DiskComparison& request,
                                           const SnapshotFolder& folder) {
    const engine::Snapshot& snapshot = folder.snapshot.snapshot;
    const bool isWhole = folder.folder == "/";
    if (!request.diskPath.empty()) {
        if (!exists(request.diskPath))
            throw Error{ErrorKind::NotFound,
                        "there is nothing at " + quoted(request.diskPath) + " on the disk"};
        const std::string diskPath = realPath(request.diskPath);
        const std::string inSnapshot = isWhole ? absolutePath(request.diskPath) : folder.folder;
        return {{snapshot.tree, inSnapshot, diskPath}};
    }
    if (!isWhole) return {{snapshot.tree, folder.folder, folder.folder}};
    std::vector<engine::DiskPair> places;
    for (const std::string& path : snapshot.paths)
        places.push_back({snapshot.tree, path, path});
    return places;
}

void addTo(engine::ChangeFigures& sum, const engine::ChangeFigures& more) {
    sum.files += more.files;
    sum.folders += more.folders;
    sum.others += more.others;
    sum.bytes += more.bytes;
}

class ComparisonService final : public Comparisons {
  public:
    explicit ComparisonService(const ServiceContext& context) : context_{context} {}

    engine::ComparisonFigures compareSnapshots(const SnapshotComparison& request,
                                               ComparisonObserver& observer,
                                               const std::stop_token& stop) override {
        return inSession(
            request.repository, stop, [&](RepositorySession& session, const std::stop_token& work) {
                const engine::Repository& repository = session.repository();
                const auto before =
                    selectSnapshotFolder(repository, request.before, request.filter, work);
                const auto after =
                    selectSnapshotFolder(repository, request.after, request.filter, work);
                const engine::BlobIndex index = engine::loadIndex(repository, work);
                session.confirmLock(work);
                engine::BlobReader reader{repository, index};
                const engine::TreePair trees{findTree(reader, before, work),
                                             findTree(reader, after, work)};
                observer.onSnapshots(before.snapshot.id, after.snapshot.id);
                return engine::compareTrees(repository, index, trees, request.metadata, observer,
                                            work);
            });
    }

    engine::ComparisonFigures compareWithDisk(const DiskComparison& request,
                                              ComparisonObserver& observer,
                                              const std::stop_token& stop) override {
        return inSession(
            request.repository, stop, [&](RepositorySession& session, const std::stop_token& work) {
                const engine::Repository& repository = session.repository();
                const auto folder =
                    selectSnapshotFolder(repository, request.snapshot, request.filter, work);
                const auto places = choosePlaces(request, folder);
                const engine::BlobIndex index = engine::loadIndex(repository, work);
                session.confirmLock(work);
                const engine::DiskComparisonOptions options{
                    .metadata = request.metadata,
                    .reading = request.reading,
                    .excludes = excludesOf(folder.snapshot.snapshot)};
                engine::ComparisonFigures sum;
                for (const engine::DiskPair& place : places) {
                    observer.onSnapshotAndDisk(folder.snapshot.id, place.diskPath);
                    const auto figures =
                        comparePlace(repository, index, place, options, observer, work);
                    sum.changedFiles += figures.changedFiles;
                    addTo(sum.added, figures.added);
                    addTo(sum.removed, figures.removed);
                }
                return sum;
            });
    }

  private:
    template <typename Work>
    engine::ComparisonFigures inSession(const RepositoryAccess& access,
                                        const std::stop_token& stop,
                                        const Work& compare) {
        const auto session =
            RepositorySession::open(context_, access, engine::LockMode::Shared, stop);
        engine::ComparisonFigures figures;
        session->run([&](const std::stop_token& work) { figures = compare(*session, work); });
        session->close();
        return figures;
    }

    engine::ComparisonFigures comparePlace(const engine::Repository& repository,
                                           const engine::BlobIndex& index,
                                           const engine::DiskPair& place,
                                           const engine::DiskComparisonOptions& options,
                                           ComparisonObserver& observer,
                                           const std::stop_token& stop) {
        try {
            return engine::compareWithDisk(repository, index, place, options, context_.zone,
                                           observer, stop);
        } catch (Error& error) {
            // A backup of `folder`, not of `/all/of/folder`, has it at its top.
            if (error.kind() == ErrorKind::NotFound)
                error.add("hint",
                          "name the folder in the snapshot, too, as in SNAPSHOT:/folder; `tl ls` "
                          "lists what there is");
            throw;
        }
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Comparisons> makeComparisons(const ServiceContext& context) {
    return std::make_unique<ComparisonService>(context);
}

}  // namespace tl::services

#include "infra/engine/repair/snapshot_repair.h"

#include <algorithm>
#include <utility>

#include "infra/engine/check/check_reporter.h"
#include "infra/engine/repair/tree_repair.h"
#include "infra/errors/error.h"

namespace tl::engine {

using storage::FileType;

namespace {

constexpr const char* kRepairedTag = "repaired";

class SnapshotRepair {
  public:
    SnapshotRepair(const Repository& repository,
                   const SnapshotRepairRequest& request,
                   RepairReporter& reporter,
                   const std::stop_token& stop)
        : repository_{repository},
          request_{request},
          reporter_{reporter},
          stop_{stop} {}

    SnapshotRepairReport run(const BlobIndex& index, const Clock& clock) {
        NewBlobs fresh{repository_, clock, request_.storing};
        TreeRepairer trees{repository_, index, fresh};
        reporter_.beginPhase("snapshots", request_.snapshots.size());
        for (const LoadedSnapshot& loaded : request_.snapshots) {
            repairTree(loaded, trees);
            reporter_.advance();
        }
        // A snapshot may only refer to what is stored and indexed.
        fresh.finish(stop_);
        for (const auto& [loaded, tree] : repaired_)
            saveSuccessor(*loaded, tree);
        if (request_.originals == Originals::Forget) removeOriginals();
        tellOfUnreadable();
        return std::move(report_);
    }

  private:
    void repairTree(const LoadedSnapshot& loaded, TreeRepairer& trees) {
        const auto tree = trees.repair(
            loaded.snapshot.tree,
            [&](const std::string& path, const std::string& message) {
                reporter_.lost(describePlace(loaded.id, path), message);
            },
            stop_);
        if (!tree)
            tellOfLostRoot(loaded);
        else if (*tree != loaded.snapshot.tree)
            repaired_.emplace_back(&loaded, *tree);
    }

    void tellOfLostRoot(const LoadedSnapshot& loaded) {
        report_.changes.push_back({.old = loaded.id, .successor = std::nullopt});
        reporter_.lost("snapshot " + loaded.id.hex(),
                       request_.originals == Originals::Forget
                           ? "its root tree cannot be read, so it is removed; `recover` may find "
                             "folders of it"
                           : "its root tree cannot be read, so nothing can be repaired; with "
                             "--forget it is removed, and `recover` may find folders of it");
    }

    void saveSuccessor(const LoadedSnapshot& loaded, const BlobId& tree) {
        const SnapshotId successor = findSuccessor(loaded.id, tree).value_or(SnapshotId{});
        report_.changes.push_back(
            {.old = loaded.id, .successor = successor.isZero() ? store(loaded, tree) : successor});
        reporter_.mended(
            "snapshot " + loaded.id.hex(),
            "what is left of it is snapshot " + report_.changes.back().successor->hex());
    }

    /// That an earlier, interrupted repair has stored.
    [[nodiscard]] std::optional<SnapshotId> findSuccessor(const SnapshotId& old,
                                                          const BlobId& tree) const {
        const auto found = std::ranges::find_if(request_.known, [&](const LoadedSnapshot& other) {
            return other.snapshot.original == old && other.snapshot.tree == tree;
        });
        if (found == request_.known.end()) return std::nullopt;
        return found->id;
    }

    SnapshotId store(const LoadedSnapshot& loaded, const BlobId& tree) {
        Snapshot snapshot = loaded.snapshot;
        snapshot.original = loaded.id;
        snapshot.tree = tree;
        const bool isTagged = std::ranges::find(snapshot.tags, kRepairedTag) != snapshot.tags.end();
        if (request_.originals == Originals::Keep && !isTagged)
            snapshot.tags.emplace_back(kRepairedTag);
        return saveSnapshot(repository_, snapshot, stop_);
    }

    void removeOriginals() {
        for (const SnapshotChange& change : report_.changes)
            remove(change.old.hex());
        for (const UnreadableSnapshot& snapshot : request_.unreadable)
            if (isDamaged(snapshot)) remove(snapshot.name);
    }

    void remove(const std::string& name) {
        if (repository_.backend().remove({FileType::Snapshot, name}, stop_)) ++report_.removedCount;
    }

    /// A file that cannot be read for another reason may be sound.
    [[nodiscard]] static bool isDamaged(const UnreadableSnapshot& snapshot) {
        return snapshot.error.kind() == ErrorKind::Corrupted;
    }

    void tellOfUnreadable() {
        for (const UnreadableSnapshot& snapshot : request_.unreadable) {
            const bool isRemoved = isDamaged(snapshot) && request_.originals == Originals::Forget;
            const std::string message =
                std::string{"it cannot be read: "} + snapshot.error.what() +
                (isRemoved ? "; it is removed, and `recover` brings its files back"
                           : "; with --forget it is removed, and `recover` brings its files back");
            reporter_.lost("snapshot " + snapshot.name, message);
        }
    }

    const Repository& repository_;
    const SnapshotRepairRequest& request_;
    RepairReporter& reporter_;
    const std::stop_token& stop_;
    std::vector<std::pair<const LoadedSnapshot*, BlobId>> repaired_;
    SnapshotRepairReport report_;
};

}  // namespace

SnapshotRepairReport repairSnapshots(const Repository& repository,
                                     const BlobIndex& index,
                                     const Clock& clock,
                                     const SnapshotRepairRequest& request,
                                     RepairReporter& reporter,
                                     const std::stop_token& stop) {
    return SnapshotRepair{repository, request, reporter, stop}.run(index, clock);
}

}  // namespace tl::engine

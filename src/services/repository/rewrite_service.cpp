// Rewriting snapshots, in two steps: first all new trees are stored and indexed, then the new
// snapshots are, each before its old one is removed. What a crash leaves is either packs that
// nothing refers to, or a snapshot beside its successor, which the next run takes as it is.

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/snapshot_successors.h"
#include "infra/engine/rewrite/rewrite_trees.h"
#include "infra/errors/error.h"
#include "services/pattern_files.h"
#include "services/repository/packing.h"
#include "services/repository/rewrites.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

using engine::RestoreSelection;
using engine::RewrittenTree;
using engine::Snapshot;

namespace {

constexpr const char* kRewriteTag = "rewrite";

RestoreSelection makeSelection(const RewriteRequest& request) {
    return RestoreSelection{{.includes = withPatternFiles(request.includes, request.includeFiles),
                             .includesIgnoringCase = withPatternFiles(
                                 request.includesIgnoringCase, request.includeFilesIgnoringCase),
                             .excludes = withPatternFiles(request.excludes, request.excludeFiles),
                             .excludesIgnoringCase = withPatternFiles(
                                 request.excludesIgnoringCase, request.excludeFilesIgnoringCase),
                             .includeAttributes = {},
                             .excludeAttributes = {}}};
}

/// What a summary says that Go has not set a time in.
engine::SnapshotSummary emptySummary() {
    engine::SnapshotSummary summary;
    summary.backupStart.seconds = engine::toUnixSeconds({.year = 1});
    summary.backupEnd = summary.backupStart;
    return summary;
}

/// A snapshot and what takes its place.
struct Successor {
    engine::SnapshotId old;
    Snapshot snapshot;
};

/// One rewrite of one repository.
class RewriteRun {
  public:
    RewriteRun(const ServiceContext& context,
               const RewriteRequest& request,
               const RestoreSelection& selection,
               RewriteObserver& observer,
               const engine::Repository& repository)
        : context_{context},
          request_{request},
          selection_{selection},
          observer_{observer},
          repository_{repository} {}

    RewriteReport run(const std::stop_token& stop) {
        const SnapshotQuery query{.filter = request_.filter, .ids = request_.ids};
        ReadableSelection selected = selectReadable(repository_, query, stop);
        report_.problemCount = selected.problems.size();
        for (const std::string& problem : selected.problems)
            observer_.onProblem(problem);
        const auto successors = makeSuccessors(selected.snapshots, stop);
        if (successors.empty()) return report_;
        engine::SnapshotSuccessors stored{repository_, stop};
        for (const Successor& successor : successors)
            save(successor, stored, stop);
        return report_;
    }

  private:
    [[nodiscard]] bool areTreesRead() const {
        return !selection_.isEverything() || request_.isSummaryWanted;
    }

    /// Stores all new trees.
    std::vector<Successor> makeSuccessors(std::span<const StoredSnapshot> snapshots,
                                          const std::stop_token& stop) {
        std::vector<Successor> successors;
        if (!areTreesRead()) {
            for (std::size_t i = 0; i < snapshots.size(); ++i) {
                observer_.onSnapshot(snapshots[i], i + 1, snapshots.size());
                addSuccessor(successors, snapshots[i], std::nullopt);
            }
            return successors;
        }
        const engine::BlobIndex index = engine::loadIndex(repository_, stop);
        const engine::RewriteSetting setting{
            .repository = repository_,
            .index = index,
            .clock = context_.clock,
            .selection = selection_,
            .onLeftOut = [this](const std::string& path) { observer_.onLeftOut(path); },
            .packing = packingOptionsOf(request_.repository),
            .packSizeBytes = packSizeBytesOf(request_.repository)};
        engine::rewriteTrees(
            setting,
            [&](engine::TreeRewriter& rewriter, const std::stop_token& inner) {
                for (std::size_t i = 0; i < snapshots.size(); ++i) {
                    observer_.onSnapshot(snapshots[i], i + 1, snapshots.size());
                    if (const auto tree = tryRewrite(rewriter, snapshots[i], inner))
                        addSuccessor(successors, snapshots[i], tree);
                }
            },
            stop);
        return successors;
    }

    std::optional<RewrittenTree> tryRewrite(engine::TreeRewriter& rewriter,
                                            const StoredSnapshot& stored,
                                            const std::stop_token& stop) {
        try {
            const RewrittenTree tree = rewriter.rewrite(stored.snapshot.tree, stop);
            if (!tree.isEmpty || !isIncluding()) return tree;
            observer_.onOutcome(stored.id, RewriteOutcome::Nothing);
        } catch (const Error& error) {
            const bool isOfTree =
                error.kind() == ErrorKind::Corrupted || error.kind() == ErrorKind::NotFound;
            if (!isOfTree) throw;
            ++report_.failureCount;
            observer_.onFailure(stored.id, error.describe());
        }
        return std::nullopt;
    }

    [[nodiscard]] bool isIncluding() const {
        return !request_.includes.empty() || !request_.includesIgnoringCase.empty() ||
               !request_.includeFiles.empty() || !request_.includeFilesIgnoringCase.empty();
    }

    void addSuccessor(std::vector<Successor>& successors,
                      const StoredSnapshot& stored,
                      const std::optional<RewrittenTree>& tree) {
        Snapshot changed = change(stored.snapshot, tree);
        if (changed == stored.snapshot) {
            observer_.onOutcome(stored.id, RewriteOutcome::Unchanged);
            return;
        }
        ++report_.changedCount;
        if (request_.isDryRun) {
            observer_.onOutcome(stored.id, RewriteOutcome::WouldChange);
            return;
        }
        changed.original = stored.id;
        const bool isTagged = std::ranges::find(changed.tags, kRewriteTag) != changed.tags.end();
        if (!request_.isForgetting && !isTagged) changed.tags.emplace_back(kRewriteTag);
        successors.push_back({stored.id, std::move(changed)});
    }

    [[nodiscard]] Snapshot change(Snapshot snapshot,
                                  const std::optional<RewrittenTree>& tree) const {
        if (!request_.newHost.empty()) snapshot.hostname = request_.newHost;
        if (request_.newTime) {
            const WallTime& time = *request_.newTime;
            snapshot.time = {time.seconds, time.nanoseconds,
                             context_.zone.offsetSeconds(time.seconds)};
        }
        if (!tree) return snapshot;
        // An exclude that finds nothing is no reason to make a snapshot anew.
        if (tree->tree == snapshot.tree && !request_.isSummaryWanted) return snapshot;
        snapshot.tree = tree->tree;
        if (!snapshot.summary) snapshot.summary = emptySummary();
        snapshot.summary->totalFilesProcessed = tree->totals.files;
        snapshot.summary->totalBytesProcessed = tree->totals.bytes;
        return snapshot;
    }

    void save(const Successor& successor,
              engine::SnapshotSuccessors& stored,
              const std::stop_token& stop) {
        const auto id = request_.isForgetting
                            ? stored.replace(successor.old, successor.snapshot, stop)
                            : stored.add(successor.old, successor.snapshot, stop);
        observer_.onSaved({.old = successor.old, .replacement = id});
    }

    const ServiceContext& context_;
    const RewriteRequest& request_;
    const RestoreSelection& selection_;
    RewriteObserver& observer_;
    const engine::Repository& repository_;
    RewriteReport report_;
};

void checkRequest(const RewriteRequest& request, const RestoreSelection& selection) {
    if (selection.isEverything() && request.newHost.empty() && !request.newTime &&
        !request.isSummaryWanted)
        throw Error{ErrorKind::InvalidInput,
                    "nothing to do: say what to exclude or include, or give a new host or time"};
}

class RewriteService final : public Rewrites {
  public:
    explicit RewriteService(const ServiceContext& context) : context_{context} {}

    RewriteReport rewrite(const RewriteRequest& request,
                          RewriteObserver& observer,
                          const std::stop_token& stop) override {
        const RestoreSelection selection = makeSelection(request);
        checkRequest(request, selection);
        RewriteReport report;
        const auto session = openSession(request, stop);
        session->run([&](const std::stop_token& work) {
            report =
                RewriteRun{context_, request, selection, observer, session->repository()}.run(work);
        });
        session->close();
        return report;
    }

  private:
    [[nodiscard]] std::unique_ptr<RepositorySession> openSession(
        const RewriteRequest& request, const std::stop_token& stop) const {
        if (request.isDryRun)
            return RepositorySession::openForDryRun(context_, request.repository, stop);
        return RepositorySession::openForWriting(
            context_, request.repository,
            request.isForgetting ? engine::LockMode::Exclusive : engine::LockMode::Shared, stop);
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Rewrites> makeRewrites(const ServiceContext& context) {
    return std::make_unique<RewriteService>(context);
}

}  // namespace tl::services

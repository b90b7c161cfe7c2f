// A restore from the request to the report. All the work is the engine's: planRestore, and for each
// of its sections executeRestore, or previewRestore in a dry run.

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/engine/restore/plan_restore.h"
#include "infra/engine/restore/replaced/replaced_keeper.h"
#include "infra/engine/restore/restore.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/resources/ticker.h"
#include "services/pattern_files.h"
#include "services/recovery/absolute_path.h"
#include "services/recovery/in_place.h"
#include "services/recovery/restore_preview.h"
#include "services/recovery/restore_progress_bridge.h"
#include "services/recovery/restores.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

constexpr std::uint32_t kOwnerOnly = 0700;

engine::RestoreSelection makeSelection(const RestoreRequest& request) {
    return engine::RestoreSelection{engine::RestorePatterns{
        .includes = withPatternFiles(request.includes, request.includeFiles),
        .includesIgnoringCase =
            withPatternFiles(request.includesIgnoringCase, request.includeFilesIgnoringCase),
        .excludes = withPatternFiles(request.excludes, request.excludeFiles),
        .excludesIgnoringCase =
            withPatternFiles(request.excludesIgnoringCase, request.excludeFilesIgnoringCase),
        .includeAttributes = request.includeAttributes,
        .excludeAttributes = request.excludeAttributes}};
}

engine::OverwriteRule toRule(OverwriteMode mode) {
    switch (mode) {
        case OverwriteMode::Always:
            return engine::OverwriteRule::Always;
        case OverwriteMode::IfChanged:
            return engine::OverwriteRule::IfChanged;
        case OverwriteMode::IfNewer:
            return engine::OverwriteRule::IfNewer;
        case OverwriteMode::Never:
            break;
    }
    return engine::OverwriteRule::Never;
}

/// One restore while it runs.
class RestoreRun {
  public:
    RestoreRun(const ServiceContext& context,
               const RestoreRequest& request,
               RestoreObserver& observer)
        : context_{context},
          request_{request},
          observer_{observer},
          selection_{makeSelection(request)},
          bridge_{observer, context.clock},
          preview_{bridge_},
          target_{request.target},
          progress_{request.dryRun ? static_cast<engine::RestoreListener&>(preview_) : bridge_} {}

    RestoreReport run(const std::stop_token& stop) {
        checkTargetIsGiven();
        const auto session = RepositorySession::open(context_, request_.repository,
                                                     {engine::LockMode::Shared, Load::Bulk}, stop);
        session->run([&](const std::stop_token& work) { restore(*session, work); });
        session->close();
        report_.final = bridge_.statusOf(progress_.counters);
        report_.failureCount = progress_.counters.failures;
        report_.filesVerified = progress_.counters.filesVerified;
        report_.notices = engine::describeOmissions(progress_.counters);
        if (request_.dryRun) report_.preview = preview_.preview();
        return std::move(report_);
    }

  private:
    void checkTargetIsGiven() const {
        if (request_.target.empty() && !request_.inPlace)
            throw Error{ErrorKind::InvalidInput, "name a folder to restore to"};
        if (!request_.target.empty() && request_.inPlace)
            throw Error{ErrorKind::InvalidInput,
                        "a restore in place has its target from the snapshot: name none"};
        if (!request_.inPlace) checkTarget();
    }

    void checkTarget() const {
        const bool isEverythingDeletable = request_.deleteExtra && selection_.isEverything();
        if (isEverythingDeletable && exists(target_) && realPath(target_) == "/") {
            throw Error{ErrorKind::InvalidInput,
                        "restoring to / with the deletion of what the snapshot does not have needs "
                        "patterns that say what may be deleted"};
        }
    }

    /// A repository on this machine would be the first thing that no snapshot has.
    void checkRepositoryIsElsewhere(const std::string& location,
                                    const SnapshotFolder& folder) const {
        if (!request_.deleteExtra || !exists(location) || !exists(target_)) return;
        const std::string target = realPath(target_);
        const std::string repository = realPath(location);
        if (!isWithin(repository, target)) return;
        // In place, nothing is deleted above what was backed up.
        const auto mayLose = [&](const std::string& path) {
            return exists(path) && isWithin(repository, realPath(path));
        };
        if (request_.inPlace && std::ranges::none_of(folder.snapshot.snapshot.paths, mayLose))
            return;
        throw Error{ErrorKind::InvalidInput, "the repository " + quoted(repository) +
                                                 " is inside the target " + quoted(target) +
                                                 ", so nothing may be deleted there"};
    }

    void restore(RepositorySession& session, const std::stop_token& stop) {
        const engine::Repository& repository = session.repository();
        const SnapshotFolder folder =
            selectSnapshotFolder(repository, request_.snapshot, request_.filter, stop);
        if (request_.inPlace) settleTarget(folder);
        checkRepositoryIsElsewhere(session.backend().properties().location, folder);
        report_.snapshot = folder.snapshot.id;
        report_.target = target_;
        if (request_.keepReplaced && !request_.dryRun) startKeeping(folder.snapshot.id);
        const engine::BlobIndex index = engine::loadIndex(repository, stop);

        const Ticker ticker{context_.clock, observer_.statusInterval(),
                            [this] { bridge_.reportStatus(progress_.counters); }};
        engine::BlobReader reader{repository, index};
        if (request_.inPlace) checkPlaceIsKnown(reader, folder.snapshot.snapshot, stop);
        const engine::RestoreSource source{
            reader, index,
            engine::findSubtree(reader, folder.snapshot.snapshot.tree, folder.folder, stop)};
        bool isStarted = false;
        const auto work = [&](const engine::RestorePlan& section) {
            if (!std::exchange(isStarted, true)) bridge_.reportStarted(folder.snapshot, target_);
            return carryOut(repository, index, section, stop);
        };
        engine::planRestore(source, openTarget(), rulesFor(folder), selection_,
                            request_.ownershipByName ? &names_ : nullptr, progress_,
                            sectionLimit(repository.memory()), work, stop);
        if (replaced_ && !replaced_->finish()) report_.keptFolders.clear();
    }

    void settleTarget(const SnapshotFolder& folder) {
        target_ = folder.folder;
        checkTarget();
        const std::string& host = folder.snapshot.snapshot.hostname;
        if (host != hostName()) observer_.onWarning("the snapshot is of another machine: " + host);
    }

    static void checkPlaceIsKnown(engine::BlobReader& reader,
                                  const engine::Snapshot& snapshot,
                                  const std::stop_token& stop) {
        std::vector<std::string> names;
        for (engine::Node& node : engine::loadTree(reader, snapshot.tree, stop))
            names.push_back(std::move(node.name));
        const auto isThere = [&](const std::string& path) {
            return path == "/" ||
                   (path.starts_with('/') && engine::findNode(reader, snapshot.tree, path, stop));
        };
        if (leadToTargets(names, snapshot.paths) && std::ranges::any_of(snapshot.paths, isThere))
            return;
        throw Error{ErrorKind::InvalidInput,
                    "the snapshot does not say where its files were, as they were backed up by "
                    "relative paths",
                    {{"hint", "name the folder to restore to by --target"}}};
    }

    void startKeeping(const engine::SnapshotId& snapshot) {
        constexpr std::size_t kIdBytes = 8;
        engine::Digest chance{};
        context_.random.fill(chance);
        replaced_.emplace(engine::ReplacedAbout{.id = engine::toHex(chance).substr(0, 2 * kIdBytes),
                                                .snapshot = snapshot.hex(),
                                                .target = target_,
                                                .startedAt = context_.clock.now()},
                          [this](const std::string& kept) {
                              report_.keptFolders.push_back(kept);
                              bridge_.reportKept(kept);
                          });
    }

    static engine::SectionLimit sectionLimit(const MemoryPlan& memory) {
        constexpr std::size_t kBlobsPerItem = 3;
        return {.items = memory.sectionItems, .blobs = kBlobsPerItem * memory.sectionItems};
    }

    /// Returns the numbers of the files that could not be restored.
    std::vector<std::size_t> carryOut(const engine::Repository& repository,
                                      const engine::BlobIndex& index,
                                      const engine::RestorePlan& plan,
                                      const std::stop_token& stop) {
        if (!request_.dryRun) makeDirectories(target_, kOwnerOnly);
        auto target = openTarget();
        // The plan of a dry run into a folder that is yet to be made opens nothing in it.
        if (!target) target = Directory::open("/", Follow::Yes);
        const engine::MetadataWriter metadata{selection_, progress_.counters};
        const engine::RestoreContext restore{
            .repository = repository,
            .index = index,
            .plan = plan,
            .target = *target,
            .metadata = metadata,
            .progress = progress_,
            .holes = request_.sparse ? engine::Holes::Yes : engine::Holes::No,
            .replaced = replaced_ ? &*replaced_ : nullptr};
        if (request_.dryRun) {
            preview_.look(plan, *target);
            engine::previewRestore(restore, stop);
            return {};
        }
        const auto verification =
            request_.verify ? engine::Verification::Yes : engine::Verification::No;
        return engine::executeRestore(restore, verification, stop);
    }

    /// Nothing when it is missing. The target itself may be a link: the user named it.
    [[nodiscard]] std::optional<Directory> openTarget() const {
        if (!exists(target_)) return std::nullopt;
        return Directory::open(target_, Follow::Yes);
    }

    [[nodiscard]] engine::RestoreRules rulesFor(const SnapshotFolder& folder) const {
        engine::RestoreRules rules{.overwrite = toRule(request_.overwrite),
                                   .deleteExtra = request_.deleteExtra};
        if (request_.inPlace)
            rules.foldersPassed = foldersAboveTargets(folder.snapshot.snapshot.paths, target_);
        return rules;
    }

    const ServiceContext& context_;
    const RestoreRequest& request_;
    RestoreObserver& observer_;
    const engine::RestoreSelection selection_;
    UserNames names_;
    RestoreProgressBridge bridge_;
    RestorePreviewCounter preview_;
    std::string target_;
    engine::RestoreProgress progress_;
    std::optional<engine::ReplacedKeeper> replaced_;
    RestoreReport report_;
};

class RestoresService final : public Restores {
  public:
    explicit RestoresService(const ServiceContext& context) : context_{context} {}

    RestoreReport run(const RestoreRequest& request,
                      RestoreObserver& observer,
                      const std::stop_token& stop) override {
        return RestoreRun{context_, request, observer}.run(stop);
    }

  private:
    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Restores> makeRestores(const ServiceContext& context) {
    return std::make_unique<RestoresService>(context);
}

}  // namespace tl::services

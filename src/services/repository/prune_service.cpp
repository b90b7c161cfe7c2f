#include <optional>
#include <unordered_set>
#include <utility>

#include "infra/engine/index/load_index.h"
#include "infra/engine/prune/execute_prune.h"
#include "infra/engine/prune/prune_plan.h"
#include "infra/engine/prune/used_blobs.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "services/repository/packing.h"
#include "services/repository/prunes.h"
#include "services/repository/session.h"

namespace tl::services {

using engine::BlobIndex;
using engine::LoadedSnapshot;
using engine::PrunePlan;
using engine::PruneReporter;
using engine::Repository;

namespace {

/// One prune of one repository.
class PruneRun {
  public:
    PruneRun(const RepositorySession& session,
             const ServiceContext& context,
             const PruneRequest& request,
             PruneReporter& reporter,
             const std::stop_token& stop)
        : repository_{session.repository()},
          context_{context},
          request_{request},
          options_{request.options},
          reporter_{reporter},
          stop_{stop} {
        options_.packSizeBytes = packSizeBytesOf(request.repository);
        // Nothing can be stored on a full disk.
        if (isDeletingFirst()) options_.maxRepackBytes = 0;
    }

    PruneReport run() {
        requireConsistentWishes();
        const auto snapshots = loadRemainingSnapshots();
        reporter_.beginPhase(PrunePhase::LoadIndex, 0);
        const BlobIndex index = engine::loadIndex(repository_, stop_);
        const PrunePlan plan = makePlan(index, snapshots);
        reporter_.plan(plan.figures);
        if (!request_.isDryRun) execute(index, plan);
        return {.figures = plan.figures, .isDryRun = request_.isDryRun};
    }

  private:
    [[nodiscard]] bool isDeletingFirst() const { return !request_.recoverWithoutSpaceId.empty(); }

    void requireConsistentWishes() const {
        if (options_.repackUncompressed &&
            request_.repository.compression == engine::CompressionMode::Off)
            throw Error{ErrorKind::InvalidInput,
                        "with --compression off there is nothing for --repack-uncompressed to do"};
        const std::string id = repository_.config().id;
        if (isDeletingFirst() && request_.recoverWithoutSpaceId != id)
            throw Error{ErrorKind::InvalidInput,
                        "--unsafe-recover-no-free-space deletes before it stores; to confirm that, "
                        "give it the ID of this repository: " +
                            id};
    }

    /// Any that cannot be read ends the prune: what it needs would be deleted.
    std::vector<LoadedSnapshot> loadRemainingSnapshots() {
        auto snapshots = engine::loadSnapshots(repository_, stop_);
        const std::unordered_set<engine::SnapshotId> absent{request_.absentSnapshots.begin(),
                                                            request_.absentSnapshots.end()};
        std::erase_if(snapshots, [&absent](const LoadedSnapshot& loaded) {
            return absent.contains(loaded.id);
        });
        return snapshots;
    }

    PrunePlan makePlan(const BlobIndex& index, const std::vector<LoadedSnapshot>& snapshots) {
        const engine::UsedBlobs used =
            engine::findUsedBlobs(repository_, index, snapshots, reporter_, stop_);
        reporter_.beginPhase(PrunePhase::ListPacks, 0);
        std::vector<engine::ListedPack> packs;
        repository_.backend().list(
            storage::FileType::Pack,
            [&packs](const storage::FileId& id, std::uint64_t sizeBytes) {
                if (const auto pack = engine::PackId::parse(id.name))
                    packs.push_back({*pack, sizeBytes});
            },
            stop_);
        WallTime before = context_.clock.now();
        before.seconds -= engine::kLeftoverAgeSeconds;
        return engine::planPrune({.index = index,
                                  .packs = packs,
                                  .repositoryVersion = repository_.config().version,
                                  .options = options_,
                                  .leftovers = repository_.backend().sweepLeftovers(
                                      storage::LeftoverUse::Count, before, stop_),
                                  .leftoversBefore = before},
                                 used);
    }

    void execute(const BlobIndex& index, const PrunePlan& plan) {
        engine::BlobPackingOptions packing = packingOptionsOf(request_.repository);
        // What is compressed because it was asked for must not be found uncompressed ever after.
        if (options_.repackUncompressed) packing.use = engine::CompressionUse::Always;
        engine::executePrune({.repository = repository_,
                              .index = index,
                              .plan = plan,
                              .packing = packing,
                              .packSizeBytes = options_.packSizeBytes,
                              .order = isDeletingFirst() ? engine::PruneOrder::DeleteFirst
                                                         : engine::PruneOrder::StoreFirst,
                              .clock = context_.clock},
                             reporter_, stop_);
    }

    const Repository& repository_;
    const ServiceContext& context_;
    const PruneRequest& request_;
    PruneOptions options_;
    PruneReporter& reporter_;
    const std::stop_token& stop_;
};

class PruneService final : public Prunes {
  public:
    explicit PruneService(const ServiceContext& context) : context_{context} {}

    PruneReport prune(const PruneRequest& request,
                      PruneObserver& observer,
                      const std::stop_token& stop) override {
        const auto session = openSession(request, stop);
        std::optional<PruneReport> report;
        session->run([&](const std::stop_token& work) {
            // What others stored while the lock was taken must be seen.
            session->confirmLock(work);
            report = pruneWithin(*session, context_, request, observer, work);
        });
        session->close();
        return *report;
    }

  private:
    [[nodiscard]] std::unique_ptr<RepositorySession> openSession(const PruneRequest& request,
                                                                 const std::stop_token& stop) {
        const auto mode = engine::LockMode::Exclusive;
        if (request.isDryRun)
            return RepositorySession::open(context_, request.repository, mode, stop);
        if (request.repository.locking == Locking::Skip)
            throw Error{
                ErrorKind::InvalidInput,
                "only a dry run may go without a lock: what others store meanwhile could be "
                "deleted"};
        return RepositorySession::openForWriting(context_, request.repository, mode, stop);
    }

    const ServiceContext& context_;
};

}  // namespace

PruneReport pruneWithin(const RepositorySession& session,
                        const ServiceContext& context,
                        const PruneRequest& request,
                        PruneObserver& observer,
                        const std::stop_token& stop) {
    PruneReporter reporter{observer};
    return PruneRun{session, context, request, reporter, stop}.run();
}

std::unique_ptr<Prunes> makePrunes(const ServiceContext& context) {
    return std::make_unique<PruneService>(context);
}

}  // namespace tl::services

#include <algorithm>
#include <utility>

#include "infra/engine/check/check_packs.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repair/index_repair.h"
#include "infra/engine/repair/pack_repair.h"
#include "infra/engine/repair/recover.h"
#include "infra/engine/repair/repair_reporter.h"
#include "infra/engine/repair/snapshot_repair.h"
#include "infra/engine/repository/replace_config.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "services/program_version.h"
#include "services/repository/packing.h"
#include "services/repository/repairs.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"
#include "services/repository/stored_copies.h"

namespace tl::services {

using engine::LoadedSnapshot;
using engine::PackId;
using engine::ReadableSnapshots;
using engine::RepairReporter;
using engine::Repository;
using storage::FileType;

namespace {

DryRun dryRunIf(bool isDryRun) {
    return isDryRun ? DryRun::Yes : DryRun::No;
}

engine::StoringOptions storingOptions(const RepositoryAccess& access) {
    return {.packing = packingOptionsOf(access), .packSizeBytes = packSizeBytesOf(access)};
}

/// The index, or what to do about one that is damaged.
engine::BlobIndex loadSoundIndex(const Repository& repository, const std::stop_token& stop) {
    try {
        return engine::loadIndex(repository, stop);
    } catch (Error& error) {
        if (error.kind() == ErrorKind::Corrupted) error.add("hint", "run `repair index` first");
        throw;
    }
}

/// A whole ID is taken as it is, since a missing pack is to be repaired, too.
PackId findPack(const Repository& repository, const std::string& id, const std::stop_token& stop) {
    if (const auto whole = PackId::parse(id)) return *whole;
    const std::string name = engine::findByPrefix(repository.backend(), FileType::Pack, id, stop);
    return PackId::parse(name).value();
}

std::vector<PackId> findPacks(const Repository& repository,
                              const std::vector<std::string>& ids,
                              const std::stop_token& stop) {
    if (ids.empty())
        throw Error{ErrorKind::InvalidInput,
                    "give the IDs of the packs to repair; `check` names them"};
    std::vector<PackId> packs;
    for (const std::string& id : ids) {
        const PackId pack = findPack(repository, id, stop);
        if (std::ranges::find(packs, pack) == packs.end()) packs.push_back(pack);
    }
    return packs;
}

std::string describeBlob(const engine::BlobHandle& handle) {
    return (handle.type == engine::BlobType::Tree ? "tree " : "data ") + handle.id.hex();
}

std::vector<std::string> hexOf(const std::vector<PackId>& packs) {
    std::vector<std::string> names;
    std::ranges::transform(packs, std::back_inserter(names), &PackId::hex);
    return names;
}

class RepairService final : public Repairs {
  public:
    explicit RepairService(const ServiceContext& context) : context_{context} {}

    IndexRepairSummary repairIndex(const IndexRepairRequest& request,
                                   RepairObserver& observer,
                                   const std::stop_token& stop) override {
        RepairReporter reporter{observer};
        IndexRepairSummary summary;
        const auto reading = request.areAllHeadersRead ? engine::HeaderReading::All
                                                       : engine::HeaderReading::Doubtful;
        run(request.repository, dryRunIf(request.isDryRun), stop,
            [&](const Repository& repository, const std::stop_token& work) {
                auto plan = engine::planIndexRepair(repository, reading, reporter, work);
                summary = summarize(plan);
                if (!request.isDryRun)
                    engine::applyIndexChange(repository, context_.clock, std::move(plan.change),
                                             work);
            });
        return summary;
    }

    PacksRepairSummary repairPacks(const PacksRepairRequest& request,
                                   RepairObserver& observer,
                                   const std::stop_token& stop) override {
        RepairReporter reporter{observer};
        PacksRepairSummary summary;
        run(request.repository, dryRunIf(request.isDryRun), stop,
            [&](const Repository& repository, const std::stop_token& work) {
                const auto packs = findPacks(repository, request.ids, work);
                requireKnown(repository, packs, work);
                if (!request.isDryRun)
                    copyPacks(repository.backend(), packs, request.copyFolder, work);
                const auto report =
                    engine::repairPacks(repository, context_.clock, packs,
                                        storingOptions(request.repository), reporter, work);
                summary = {.savedBlobs = report.savedBlobs,
                           .lostBlobs = {},
                           .removedPacks = report.removedPacks,
                           .keptPacks = hexOf(report.keptPacks)};
                std::ranges::transform(report.lostBlobs, std::back_inserter(summary.lostBlobs),
                                       describeBlob);
            });
        return summary;
    }

    SnapshotsRepairSummary repairSnapshots(const SnapshotsRepairRequest& request,
                                           RepairObserver& observer,
                                           const std::stop_token& stop) override {
        RepairReporter reporter{observer};
        SnapshotsRepairSummary summary;
        run(request.repository, dryRunIf(request.isDryRun), stop,
            [&](const Repository& repository, const std::stop_token& work) {
                const ReadableSnapshots all = engine::loadReadableSnapshots(repository, work);
                const auto selected = select(repository, all.snapshots, request, work);
                const engine::BlobIndex index = loadSoundIndex(repository, work);
                const bool isLimited = !request.ids.empty() || !request.filter.isEmpty();
                const engine::SnapshotRepairRequest task{
                    .snapshots = selected,
                    .known = all.snapshots,
                    .unreadable =
                        isLimited ? std::span<const engine::UnreadableSnapshot>{} : all.unreadable,
                    .originals = request.areOriginalsForgotten ? engine::Originals::Forget
                                                               : engine::Originals::Keep,
                    .storing = storingOptions(request.repository)};
                const auto report = engine::repairSnapshots(repository, index, context_.clock, task,
                                                            reporter, work);
                summary = summarize(report, task.unreadable.size());
            });
        return summary;
    }

    std::string repairConfig(const ConfigRepairRequest& request,
                             const std::stop_token& stop) override {
        const auto session = RepositorySession::openWithNewConfig(context_, request.repository,
                                                                  dryRunIf(request.isDryRun), stop);
        const engine::Config& config = session->repository().config();
        session->run([&](const std::stop_token& work) {
            session->confirmLock(work);
            if (request.isDryRun) return;
            copyStored(session->backend(), {FileType::Config, {}},
                       request.copyFolder + "/config-damaged", work);
            engine::replaceConfig(session->repository(), config, work);
        });
        session->close();
        return config.id;
    }

    RecoverSummary recover(const RecoverRequest& request,
                           RepairObserver& observer,
                           const std::stop_token& stop) override {
        RepairReporter reporter{observer};
        RecoverSummary summary;
        run(request.repository, DryRun::No, stop,
            [&](const Repository& repository, const std::stop_token& work) {
                const auto known = engine::loadReadableSnapshots(repository, work).snapshots;
                auto plan = engine::planIndexRepair(repository, engine::HeaderReading::Doubtful,
                                                    reporter, work);
                engine::applyIndexChange(repository, context_.clock, std::move(plan.change), work);
                const engine::BlobIndex index = engine::loadIndex(repository, work);
                const auto roots =
                    engine::findUnreferencedTrees(repository, index, known, reporter, work);
                const auto found =
                    engine::storeRecoveredTrees(repository, index, context_.clock, roots,
                                                storingOptions(request.repository), reporter, work);
                summary.folders = found.folders;
                if (found.folders.empty()) return;
                summary.snapshot =
                    engine::saveSnapshot(repository, recoveredSnapshot(found.tree, request), work);
            });
        return summary;
    }

  private:
    using Work = std::function<void(const Repository& repository, const std::stop_token& stop)>;

    /// Does `work` alone with the repository, or on a backend that forgets what it is told.
    void run(const RepositoryAccess& access,
             DryRun dryRun,
             const std::stop_token& stop,
             const Work& work) const {
        const auto session = dryRun == DryRun::Yes
                                 ? RepositorySession::openForDryRun(context_, access, stop)
                                 : RepositorySession::openForWriting(
                                       context_, access, engine::LockMode::Exclusive, stop);
        session->run([&](const std::stop_token& inner) {
            session->confirmLock(inner);
            work(session->repository(), inner);
        });
        session->close();
    }

    static IndexRepairSummary summarize(const engine::IndexRepairPlan& plan) {
        return {.rewrittenFiles = plan.change.rewritten.size(),
                .damagedFiles = plan.change.discarded.size(),
                .missingPacks = plan.missing.size(),
                .relistedPacks = plan.relisted.size(),
                .repeatedPacks = plan.repeatedCount,
                .unreadablePacks = plan.unreadable.size(),
                .damagedPacks = hexOf(plan.damaged)};
    }

    static SnapshotsRepairSummary summarize(const engine::SnapshotRepairReport& report,
                                            std::size_t unreadable) {
        const auto repaired = static_cast<std::size_t>(std::ranges::count_if(
            report.changes, [](const auto& change) { return change.successor.has_value(); }));
        return {.repairedSnapshots = repaired,
                .lostSnapshots = report.changes.size() - repaired + unreadable,
                .removedSnapshots = report.removedCount};
    }

    /// A mistyped ID must not pass for a pack of which nothing is left.
    static void requireKnown(const Repository& repository,
                             const std::vector<PackId>& packs,
                             const std::stop_token& stop) {
        const engine::BlobIndex index = loadSoundIndex(repository, stop);
        for (const PackId& pack : packs) {
            if (index.containsPack(pack)) continue;
            if (repository.backend().trySize({FileType::Pack, pack.hex()}, stop)) continue;
            throw Error{ErrorKind::NotFound,
                        "there is no pack " + pack.hex() + ", nor does the index list one"};
        }
    }

    static std::vector<LoadedSnapshot> select(const Repository& repository,
                                              const std::vector<LoadedSnapshot>& all,
                                              const SnapshotsRepairRequest& request,
                                              const std::stop_token& stop) {
        std::vector<LoadedSnapshot> selected;
        if (request.ids.empty()) {
            const SnapshotFilter filter = withAbsolutePaths(request.filter);
            std::ranges::copy_if(all, std::back_inserter(selected),
                                 [&filter](const LoadedSnapshot& loaded) {
                                     return isSelected(loaded.snapshot, filter);
                                 });
            return selected;
        }
        const SnapshotQuery query{.filter = request.filter, .ids = request.ids};
        for (StoredSnapshot& stored : selectSnapshots(repository, query, stop))
            selected.push_back({stored.id, std::move(stored.snapshot)});
        return selected;
    }

    [[nodiscard]] engine::Snapshot recoveredSnapshot(const engine::BlobId& tree,
                                                     const RecoverRequest& request) const {
        engine::Snapshot snapshot;
        snapshot.time = nowTimestamp(context_);
        snapshot.tree = tree;
        snapshot.paths = {"/recover"};
        snapshot.hostname = request.host.empty() ? hostName() : request.host;
        snapshot.username = userName();
        snapshot.uid = userId();
        snapshot.gid = groupId();
        snapshot.tags = {"recovered"};
        snapshot.programVersion = programVersion();
        return snapshot;
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Repairs> makeRepairs(const ServiceContext& context) {
    return std::make_unique<RepairService>(context);
}

}  // namespace tl::services

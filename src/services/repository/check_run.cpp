#include "services/repository/check_run.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "infra/engine/check/check_data.h"
#include "infra/engine/check/check_files.h"
#include "infra/engine/check/check_index.h"
#include "infra/engine/check/check_packs.h"
#include "infra/engine/check/check_trees.h"
#include "services/repository/reading_log.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

using engine::CheckedIndex;
using engine::CheckReporter;
using engine::LoadedSnapshot;
using engine::PackId;
using engine::PackSizes;
using engine::Repository;

namespace {

/// One check of one repository.
class CheckRun {
  public:
    CheckRun(const CheckRequest& request,
             const Repository& repository,
             const ServiceContext& context,
             CheckReporter& reporter,
             const std::stop_token& stop)
        : request_{request},
          repository_{repository},
          reporter_{reporter},
          log_{{context.stateFolder, repository_.config().id},
               context.clock,
               [&reporter](const std::string& problem) {
                   reporter.note("record", "what was read when could not be noted: " + problem);
               }},
          hasRecord_{!context.stateFolder.empty()},
          stop_{stop} {}

    /// Nothing when the check did not come so far, or no record is kept.
    [[nodiscard]] std::optional<ReadAges> readAges() const { return ages_; }

    void run() {
        engine::checkKeys(repository_, reporter_, stop_);
        const auto snapshots = select(engine::checkSnapshots(repository_, reporter_, stop_));
        const CheckedIndex index = engine::checkIndex(repository_, reporter_, stop_);
        if (!index.isComplete) {
            reporter_.note("packs and trees",
                           "they were not checked: without the damaged index, sound ones would "
                           "seem lost; run `repair index`, then check again");
            return;
        }
        const PackSizes sizes = engine::listPacks(repository_, stop_);
        reporter_.beginPhase("packs", index.packs.size(), 0);
        engine::SuspectPacks suspects = engine::checkPacks(index, sizes, reporter_);
        engine::checkTrees(repository_, index.blobs, snapshots, reporter_, stop_);
        checkData(index, sizes, snapshots, std::move(suspects));
        if (hasRecord_) ages_ = computeAges(index, sizes);
    }

  private:
    [[nodiscard]] bool isLimited() const {
        return !request_.ids.empty() || !request_.filter.isEmpty();
    }

    [[nodiscard]] std::vector<LoadedSnapshot> select(std::vector<LoadedSnapshot> all) const {
        if (request_.ids.empty()) {
            std::erase_if(all, [this](const LoadedSnapshot& loaded) {
                return !isSelected(loaded.snapshot, request_.filter);
            });
            return all;
        }
        std::vector<LoadedSnapshot> selected;
        const SnapshotQuery query{.filter = request_.filter, .ids = request_.ids};
        for (StoredSnapshot& stored : selectSnapshots(repository_, query, stop_))
            selected.push_back({stored.id, std::move(stored.snapshot)});
        return selected;
    }

    void checkData(const CheckedIndex& index,
                   const PackSizes& sizes,
                   const std::vector<LoadedSnapshot>& snapshots,
                   engine::SuspectPacks suspects) {
        engine::BadPlaces bad{.missingPacks = std::move(suspects.missing), .damaged = {}};
        const auto packs = packsToRead(index, sizes, snapshots, suspects.wrongSize);
        if (!packs.empty()) readPacks(index, sizes, packs, bad);
        const auto lost = engine::findLostBlobs(index.blobs, bad);
        if (!lost.empty()) {
            engine::reportLostContent(repository_, index.blobs, snapshots, lost, reporter_, stop_);
        }
    }

    void readPacks(const CheckedIndex& index,
                   const PackSizes& sizes,
                   const std::vector<PackId>& packs,
                   engine::BadPlaces& bad) {
        const engine::DataToCheck data{
            .packs = packs, .sizes = sizes, .onRead = [this](const PackId& pack, bool isSound) {
                log_.note(pack, isSound);
            }};
        const auto isThere = [&sizes](const PackId& pack) { return sizes.contains(pack); };
        try {
            engine::checkData(repository_, index, data, bad, reporter_, stop_);
        } catch (...) {  // Rethrown: what was read until now was not read in vain.
            log_.save(isThere);
            throw;
        }
        log_.save(isThere);
    }

    [[nodiscard]] ReadAges computeAges(const CheckedIndex& index, const PackSizes& sizes) const {
        const ReadHistory history{.record = log_.record(), .now = log_.now()};
        ReadAges ages{.packs = index.packs.size()};
        for (const auto& [pack, facts] : index.packs) {
            if (!sizes.contains(pack)) continue;
            const auto time = history.lastRead(pack);
            if (!time) {
                ++ages.neverReadPacks;
                ages.neverReadBytes += facts.sizeBytes;
            } else if (!ages.oldest || *time < *ages.oldest) {
                ages.oldest = time;
            }
        }
        return ages;
    }

    /// Those asked for, and those of a wrong size, to learn which of their blobs are lost.
    [[nodiscard]] std::vector<PackId> packsToRead(const CheckedIndex& index,
                                                  const PackSizes& sizes,
                                                  const std::vector<LoadedSnapshot>& snapshots,
                                                  const std::vector<PackId>& wrongSize) const {
        std::vector<SizedPack> candidates;
        for (const PackId& pack : candidatePacks(index, snapshots)) {
            const auto size = sizes.find(pack);
            if (size != sizes.end()) candidates.emplace_back(*size);
        }
        auto packs =
            selectPacks(request_.reading, candidates, {.record = log_.record(), .now = log_.now()},
                        repository_.random());
        const std::unordered_set<PackId> chosen{packs.begin(), packs.end()};
        std::ranges::copy_if(wrongSize, std::back_inserter(packs),
                             [&chosen](const PackId& pack) { return !chosen.contains(pack); });
        return packs;
    }

    [[nodiscard]] std::vector<PackId> candidatePacks(
        const CheckedIndex& index, const std::vector<LoadedSnapshot>& snapshots) const {
        // These have been chosen already.
        if (std::holds_alternative<ReadPacks>(request_.reading.readData))
            return index.blobs.packs();
        const bool isAnyRead = !std::holds_alternative<ReadNothing>(request_.reading.readData) ||
                               request_.reading.within;
        if (!isLimited() || !isAnyRead) return index.blobs.packs();
        const auto used = engine::findUsedPacks(repository_, index.blobs, snapshots, stop_);
        return {used.begin(), used.end()};
    }

    const CheckRequest& request_;
    const Repository& repository_;
    CheckReporter& reporter_;
    ReadingLog log_;
    const bool hasRecord_;
    std::optional<ReadAges> ages_;
    const std::stop_token& stop_;
};

}  // namespace

std::optional<ReadAges> runCheck(const CheckRequest& request,
                                 const Repository& repository,
                                 const ServiceContext& context,
                                 CheckReporter& reporter,
                                 const std::stop_token& stop) {
    CheckRun run{request, repository, context, reporter, stop};
    run.run();
    return run.readAges();
}

}  // namespace tl::services

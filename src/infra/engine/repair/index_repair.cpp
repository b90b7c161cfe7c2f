#include "infra/engine/repair/index_repair.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "infra/engine/check/check_packs.h"
#include "infra/engine/check/check_reporter.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/pack_file.h"
#include "infra/engine/repair/blob_union.h"
#include "infra/engine/repair/index_survey.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

class Planner {
  public:
    Planner(const Repository& repository, RepairReporter& reporter, const std::stop_token& stop)
        : repository_{repository},
          reporter_{reporter},
          stop_{stop},
          survey_{surveyIndex(repository, reporter, stop)},
          sizes_{listPacks(repository, stop)},
          isRewritten_(survey_.files.size(), false) {}

    IndexRepairPlan plan(HeaderReading reading) {
        dropMissingPacks();
        readHeaders(doubtfulPacks(reading));
        settleDisputes();
        for (const auto& [pack, listing] : survey_.packs)
            keepOneListing(listing);
        // What a file that stays lists need not move out of the others.
        for (const auto& [pack, listing] : survey_.packs)
            if (isListedByKeptFile(listing)) plan_.change.leftOut.insert(pack);
        for (std::size_t i = 0; i < survey_.files.size(); ++i)
            if (isRewritten_[i]) plan_.change.rewritten.push_back(survey_.files[i]);
        plan_.change.discarded = survey_.damaged;
        sortPacks();
        return std::move(plan_);
    }

  private:
    void rewriteFilesOf(const PackListing& listing) {
        for (const std::uint32_t file : listing.files)
            isRewritten_[file] = true;
    }

    void dropMissingPacks() {
        for (const auto& [pack, listing] : survey_.packs) {
            if (sizes_.contains(pack)) continue;
            plan_.missing.push_back(pack);
            plan_.change.leftOut.insert(pack);
            rewriteFilesOf(listing);
            reporter_.lost(describePack(pack), "it is missing, so the index no longer lists it");
        }
    }

    [[nodiscard]] bool isDoubtful(const PackId& pack, std::uint64_t sizeBytes) const {
        const auto listing = survey_.packs.find(pack);
        return listing == survey_.packs.end() || listing->second.isDisputed ||
               listing->second.sizeBytes != sizeBytes;
    }

    [[nodiscard]] std::vector<PackId> doubtfulPacks(HeaderReading reading) const {
        std::vector<PackId> packs;
        for (const auto& [pack, sizeBytes] : sizes_) {
            if (reading == HeaderReading::All || isDoubtful(pack, sizeBytes)) packs.push_back(pack);
        }
        return packs;
    }

    void readHeaders(const std::vector<PackId>& packs) {
        reporter_.beginPhase("pack headers", packs.size());
        Mutex mutex;
        forEachInParallel(
            packs.size(), repository_.readerCount(),
            [&](std::size_t i, const std::stop_token& inner) {
                Header header = readHeader(packs[i], inner);
                reporter_.advance();
                const MutexLock lock{mutex};
                if (header.blobs)
                    takeHeader({packs[i], std::move(*header.blobs)});
                else if (header.isDamaged)
                    noteDamaged(packs[i], header.problem);
                else
                    noteUnread(packs[i], header.problem);
            },
            stop_);
    }

    struct Header {
        std::optional<std::vector<PackedBlob>> blobs{};
        std::string problem = "it is gone";  ///< Why there are none.
        bool isDamaged = false;              ///< Else the reason may pass.
    };

    Header readHeader(const PackId& pack, const std::stop_token& stop) const {
        try {
            return {.blobs = withSecondLook([&] {
                        return tryReadPackHeader(repository_, pack, sizes_.at(pack), stop);
                    })};
        } catch (const Error& error) {
            return {.problem = error.what(), .isDamaged = error.kind() == ErrorKind::Corrupted};
        }
    }

    void takeHeader(IndexedPack&& pack) {
        const auto listing = survey_.packs.find(pack.id);
        if (listing != survey_.packs.end()) {
            if (!listing->second.isDisputed &&
                listing->second.fingerprint == fingerprintOf(pack.blobs))
                return;
            rewriteFilesOf(listing->second);
        }
        plan_.relisted.push_back(pack.id);
        reporter_.mended(describePack(pack.id), "the index lists it as its header says");
        plan_.change.added.push_back(std::move(pack));
    }

    void noteUnread(const PackId& pack, const std::string& problem) {
        plan_.unread.push_back(pack);
        reporter_.open(describePack(pack), "its header could not be read just now (" + problem +
                                               "); run `repair index` again when it can be");
    }

    void noteDamaged(const PackId& pack, const std::string& problem) {
        if (!survey_.packs.contains(pack)) {
            plan_.unreadable.push_back(pack);
            reporter_.lost(describePack(pack),
                           "no index lists it, and its header cannot be read (" + problem +
                               "); `prune` removes it");
            return;
        }
        plan_.damaged.push_back(pack);
        reporter_.open(describePack(pack), "its header cannot be read (" + problem +
                                               "); `repair packs " + pack.hex() +
                                               "` saves what is good in it");
    }

    /// Where no header tells who is right, all that any index file says of a pack is kept.
    void settleDisputes() {
        for (const auto* packs : {&plan_.damaged, &plan_.unread}) {
            for (const PackId& pack : *packs) {
                const auto listing = survey_.packs.find(pack);
                if (listing == survey_.packs.end() || !listing->second.isDisputed) continue;
                rewriteFilesOf(listing->second);
                plan_.change.added.push_back(mergeListings(pack, listing->second));
            }
        }
    }

    [[nodiscard]] IndexedPack mergeListings(const PackId& pack, const PackListing& listing) const {
        IndexedPack merged{pack, {}};
        for (const std::uint32_t file : listing.files) {
            readStoredIndex(
                repository_, survey_.files[file],
                [&](IndexedPack&& found) {
                    if (found.id == pack) unite(merged.blobs, found.blobs);
                },
                stop_);
        }
        return merged;
    }

    /// Of the files that list a pack, all but the first are written anew without it.
    void keepOneListing(const PackListing& listing) {
        if (listing.files.size() < 2) return;
        if (!listing.isDisputed) ++plan_.repeatedCount;
        for (std::size_t i = 1; i < listing.files.size(); ++i)
            isRewritten_[listing.files[i]] = true;
    }

    [[nodiscard]] bool isListedByKeptFile(const PackListing& listing) const {
        return std::ranges::any_of(listing.files,
                                   [this](std::uint32_t file) { return !isRewritten_[file]; });
    }

    void sortPacks() {
        for (auto* packs :
             {&plan_.missing, &plan_.relisted, &plan_.unreadable, &plan_.damaged, &plan_.unread})
            std::ranges::sort(*packs);
        std::ranges::sort(plan_.change.added, {}, &IndexedPack::id);
        std::ranges::sort(plan_.change.rewritten);
        std::ranges::sort(plan_.change.discarded);
    }

    const Repository& repository_;
    RepairReporter& reporter_;
    const std::stop_token& stop_;
    const IndexSurvey survey_;
    const PackSizes sizes_;
    std::vector<bool> isRewritten_;  ///< For each of the survey's files.
    IndexRepairPlan plan_;
};

}  // namespace

IndexRepairPlan planIndexRepair(const Repository& repository,
                                HeaderReading reading,
                                RepairReporter& reporter,
                                const std::stop_token& stop) {
    return Planner{repository, reporter, stop}.plan(reading);
}

}  // namespace tl::engine

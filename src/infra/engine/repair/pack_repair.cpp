#include "infra/engine/repair/pack_repair.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "infra/engine/check/check_reporter.h"
#include "infra/engine/index/index_change.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repair/blob_union.h"
#include "infra/engine/repair/pack_salvage.h"
#include "infra/errors/error.h"

namespace tl::engine {

using storage::FileType;

namespace {

/// What the index files say of the packs to repair, and of nothing else.
struct IndexExcerpt {
    std::unordered_map<PackId, std::vector<PackedBlob>> blobs;
    std::vector<std::string> files;  ///< Those that list any of the packs.
};

class PackRepair {
  public:
    PackRepair(const Repository& repository,
               const Clock& clock,
               std::span<const PackId> packs,
               RepairReporter& reporter,
               const std::stop_token& stop)
        : repository_{repository},
          clock_{clock},
          packs_{packs},
          wanted_{packs.begin(), packs.end()},
          reporter_{reporter},
          stop_{stop} {}

    PackRepairReport run(const StoringOptions& options) {
        const IndexExcerpt excerpt = readIndex();
        saveBlobs(excerpt, options);
        dropThoseElsewhere();
        applyIndexChange(
            repository_, clock_,
            {.rewritten = excerpt.files, .discarded = {}, .leftOut = wanted_, .added = {}}, stop_);
        removePacks();
        return std::move(report_);
    }

  private:
    IndexExcerpt readIndex() {
        const auto names = listNames(repository_.backend(), FileType::Index, stop_);
        reporter_.beginPhase("index", names.size());
        IndexExcerpt excerpt;
        for (const std::string& name : names) {
            bool isAffected = false;
            readStoredIndex(
                repository_, name,
                [&](IndexedPack&& pack) {
                    if (!wanted_.contains(pack.id)) return;
                    isAffected = true;
                    unite(excerpt.blobs[pack.id], pack.blobs);
                },
                stop_);
            if (isAffected) excerpt.files.push_back(name);
            reporter_.advance();
        }
        return excerpt;
    }

    void saveBlobs(const IndexExcerpt& excerpt, const StoringOptions& options) {
        reporter_.beginPhase("packs", packs_.size());
        NewBlobs fresh{repository_, clock_, options};
        PackSalvager salvager{repository_};
        for (const PackId& pack : packs_) {
            const auto indexed = excerpt.blobs.find(pack);
            const std::vector<PackedBlob> none;
            const PackSalvage result = salvager.salvage(
                pack, indexed == excerpt.blobs.end() ? none : indexed->second,
                [&](BlobType type, std::span<const std::byte> plaintext) {
                    (void)fresh.save(type, plaintext, stop_);
                },
                stop_);
            takeNote(pack, result);
            reporter_.advance();
        }
        fresh.finish(stop_);
    }

    void takeNote(const PackId& pack, const PackSalvage& result) {
        saved_.insert(result.saved.begin(), result.saved.end());
        lost_.insert(result.lost.begin(), result.lost.end());
        if (!result.isMissing && result.isReadingIncomplete)
            report_.keptPacks.push_back(pack);
        else if (!result.isMissing)
            removable_.push_back(pack);
        const std::size_t all = result.saved.size() + result.lost.size();
        const std::string counts = std::to_string(result.saved.size()) + " of its " +
                                   std::to_string(all) + " blobs were saved";
        if (result.lost.empty() && all > 0)
            reporter_.mended(describePack(pack), counts);
        else if (result.isMissing)
            reporter_.lost(describePack(pack), "it is missing, with " + std::to_string(all) +
                                                   " blobs; the index no longer lists it");
        else if (all == 0)
            reporter_.lost(describePack(pack),
                           "neither the index nor its header says what it holds");
        else
            reporter_.lost(describePack(pack), counts);
    }

    /// Of what was lost here, another pack may have a copy; whether that is good is for a check to
    /// say.
    void dropThoseElsewhere() {
        for (const BlobHandle& handle : saved_)
            lost_.erase(handle);
        if (!lost_.empty()) {
            for (const std::string& name : listNames(repository_.backend(), FileType::Index, stop_))
                readStoredIndex(
                    repository_, name,
                    [&](IndexedPack&& pack) {
                        if (wanted_.contains(pack.id)) return;
                        for (const PackedBlob& blob : pack.blobs)
                            lost_.erase(blob.handle);
                    },
                    stop_);
        }
        report_.savedBlobs = saved_.size();
        report_.lostBlobs.assign(lost_.begin(), lost_.end());
        std::ranges::sort(report_.lostBlobs);
    }

    void removePacks() {
        for (const PackId& pack : removable_)
            if (repository_.backend().remove({FileType::Pack, pack.hex()}, stop_))
                ++report_.removedPacks;
        for (const PackId& pack : report_.keptPacks)
            reporter_.open(describePack(pack),
                           "part of it could not be read just now, so it was not removed; `repair "
                           "index` finds it again once it can be read");
    }

    const Repository& repository_;
    const Clock& clock_;
    const std::span<const PackId> packs_;
    const std::unordered_set<PackId> wanted_;
    RepairReporter& reporter_;
    const std::stop_token& stop_;
    std::unordered_set<BlobHandle> saved_;
    std::unordered_set<BlobHandle> lost_;
    std::vector<PackId> removable_;
    PackRepairReport report_;
};

}  // namespace

PackRepairReport repairPacks(const Repository& repository,
                             const Clock& clock,
                             std::span<const PackId> packs,
                             const StoringOptions& options,
                             RepairReporter& reporter,
                             const std::stop_token& stop) {
    return PackRepair{repository, clock, packs, reporter, stop}.run(options);
}

}  // namespace tl::engine

#include "infra/engine/prune/prune_plan.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "infra/engine/prune/pack_uses.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// Writing fewer small packs anew is not worth the trouble, and a single one would never end.
constexpr std::size_t kSmallPacksMin = 10;
constexpr std::uint64_t kUsualPackMin = std::uint64_t{4} << 20U;

enum class PackFate : std::uint8_t { Kept, Missing, Removed, Repacked };

struct Candidate {
    PackNumber pack = 0;
    bool mustCompress = false;
};

class Planner {
  public:
    Planner(const PruneSetting& setting, const UsedBlobs& used)
        : index_{setting.index},
          options_{setting.options},
          version_{setting.repositoryVersion},
          used_{used},
          uses_{countPackUses(index_, used, listPacks(setting.packs))},
          fates_(index_.packCount(), PackFate::Kept) {}

    PrunePlan plan() {
        requireNeededPacks();
        smallBelow_ = smallPackLimit();
        for (PackNumber pack = 0; pack < uses_.packs.size(); ++pack)
            classify(pack);
        decideCandidates();
        collectPacks();
        collectCopies();
        plan_.figures = uses_.figures;
        return std::move(plan_);
    }

  private:
    /// The size of each pack of the index; takes note of the others.
    std::vector<std::optional<std::uint64_t>> listPacks(std::span<const ListedPack> listed) {
        std::vector<std::optional<std::uint64_t>> sizes(index_.packCount());
        for (const ListedPack& pack : listed) {
            if (const auto number = index_.findPack(pack.id)) {
                sizes[*number] = pack.sizeBytes;
            } else {
                plan_.unreferenced.push_back(pack.id);
                unreferencedBytes_ += pack.sizeBytes;
            }
        }
        return sizes;
    }

    void requireNeededPacks() const {
        for (PackNumber number = 0; number < uses_.packs.size(); ++number) {
            const PackUse& pack = uses_.packs[number];
            if (!pack.storedBytes) {
                if (pack.usedBlobs > 0) failFor(number, "is missing, and there is no other copy");
            } else if (pack.hasNeeded() && *pack.storedBytes != pack.indexedBytes()) {
                failFor(number, "has " + std::to_string(*pack.storedBytes) +
                                    " bytes and should have " +
                                    std::to_string(pack.indexedBytes()));
            }
        }
    }

    [[noreturn]] void failFor(PackNumber number, const std::string& problem) const {
        throw Error{ErrorKind::Corrupted,
                    "a pack with data that snapshots need " + problem +
                        "; nothing has been deleted. `check` tells more, `repair index` makes the "
                        "index fit what is there",
                    {{"pack", index_.packAt(number).hex()}}};
    }

    /// Fully used packs below this are small.
    [[nodiscard]] std::uint64_t smallPackLimit() const {
        if (options_.repackSmallerThan) return *options_.repackSmallerThan;
        if (options_.repackSmall) return options_.packSizeBytes / 5 * 4;
        std::vector<std::uint64_t> sizes;
        for (const PackUse& pack : uses_.packs)
            if (pack.storedBytes) sizes.push_back(*pack.storedBytes);
        if (sizes.empty()) return 0;
        // Whatever pack size the writers chose: nearly all packs have it.
        const auto third = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 3 / 100);
        std::nth_element(sizes.begin(), third, sizes.end());
        return std::max(kUsualPackMin, *third) / 5 * 4;
    }

    [[nodiscard]] bool isSmall(const PackUse& pack) const noexcept {
        return pack.indexedBytes() < smallBelow_;
    }

    void classify(PackNumber number) {
        const PackUse& pack = uses_.packs[number];
        if (!pack.storedBytes || pack.usedBlobs == 0) {
            fates_[number] = pack.storedBytes ? PackFate::Removed : PackFate::Missing;
            uses_.figures.blobs.removed += pack.unusedBlobs;
            uses_.figures.bytes.removed += pack.unusedBytes;
            if (pack.storedBytes) ++uses_.figures.packs.unused;
            return;
        }
        ++(pack.unusedBlobs == 0 ? uses_.figures.packs.used : uses_.figures.packs.partlyUsed);
        if (pack.hasUncompressed && version_ >= 2)
            uses_.figures.bytes.uncompressed += pack.indexedBytes();
        if (options_.repackCacheableOnly && pack.isDataOnly()) return;
        const bool mustCompress =
            version_ >= 2 && pack.hasUncompressed && (!pack.hasData || options_.repackUncompressed);
        if (pack.unusedBlobs > 0 || pack.isMixed() || mustCompress)
            candidates_.push_back({number, mustCompress});
        else if (isSmall(pack))
            small_.push_back({number, false});
    }

    void decideCandidates() {
        if (small_.size() >= kSmallPacksMin)
            candidates_.insert(candidates_.end(), small_.begin(), small_.end());
        std::ranges::stable_sort(
            candidates_, [this](const Candidate& left, const Candidate& right) {
                return isBetter(uses_.packs[left.pack], uses_.packs[right.pack]);
            });
        const std::uint64_t unusedMax =
            unusedBytesMax(options_.maxUnused, uses_.figures.bytes.used);
        for (const Candidate& candidate : candidates_)
            if (isWorthIt(candidate, unusedMax)) repack(candidate.pack);
    }

    /// Whether writing `left` anew is better than `right`.
    [[nodiscard]] bool isBetter(const PackUse& left, const PackUse& right) const noexcept {
        if (left.isDataOnly() != right.isDataOnly()) return !left.isDataOnly();
        if (isSmall(left) != isSmall(right)) return isSmall(left);
        const auto shareOf = [](const PackUse& pack) {
            return static_cast<double>(pack.unusedBytes) / static_cast<double>(pack.usedBytes);
        };
        return shareOf(left) > shareOf(right);
    }

    [[nodiscard]] bool isWorthIt(const Candidate& candidate, std::uint64_t unusedMax) const {
        const PackUse& pack = uses_.packs[candidate.pack];
        const PruneBytes& bytes = uses_.figures.bytes;
        if (options_.maxRepackBytes &&
            bytes.repack + pack.indexedBytes() >= *options_.maxRepackBytes)
            return false;
        if (!pack.isDataOnly() || candidate.mustCompress) return true;
        return bytes.remainingUnused() >= unusedMax || isSmall(pack);
    }

    void repack(PackNumber number) {
        const PackUse& pack = uses_.packs[number];
        fates_[number] = PackFate::Repacked;
        PruneFigures& figures = uses_.figures;
        figures.blobs.repack += pack.usedBlobs + pack.unusedBlobs;
        figures.blobs.repackRemoved += pack.unusedBlobs;
        figures.bytes.repack += pack.indexedBytes();
        figures.bytes.repackRemoved += pack.unusedBytes;
        if (pack.hasUncompressed && version_ >= 2)
            figures.bytes.uncompressed -= pack.indexedBytes();
    }

    void collectPacks() {
        PruneFigures& figures = uses_.figures;
        for (PackNumber number = 0; number < fates_.size(); ++number) {
            switch (fates_[number]) {
                case PackFate::Kept:
                    ++figures.packs.kept;
                    break;
                case PackFate::Missing:
                    plan_.missing.push_back(index_.packAt(number));
                    break;
                case PackFate::Removed:
                    plan_.unused.push_back(index_.packAt(number));
                    break;
                case PackFate::Repacked:
                    plan_.repacked.push_back(index_.packAt(number));
                    break;
            }
        }
        figures.packs.removed = plan_.unused.size();
        figures.packs.repack = plan_.repacked.size();
        figures.packs.unreferenced = plan_.unreferenced.size();
        figures.bytes.unreferenced = unreferencedBytes_;
    }

    void collectCopies() {
        if (plan_.repacked.empty()) return;
        for (EntryNumber entry = 0; entry < index_.blobCount(); ++entry)
            if (isToBeCopied(entry)) plan_.copies.push_back(entry);
        std::ranges::sort(plan_.copies, [this](EntryNumber left, EntryNumber right) {
            const PackNumber leftPack = index_.packNumberOf(left);
            const PackNumber rightPack = index_.packNumberOf(right);
            if (leftPack != rightPack) return leftPack < rightPack;
            return index_.at(left).blob.offset < index_.at(right).blob.offset;
        });
    }

    [[nodiscard]] bool isToBeCopied(EntryNumber entry) const {
        if (!uses_.chosen.contains(entry)) return false;
        if (fates_[index_.packNumberOf(entry)] != PackFate::Repacked) return false;
        if (!used_.hasCopies(entry)) return true;
        bool isKept = false;
        index_.visitPlaces(index_.at(entry).blob.handle, [&](EntryNumber place) {
            isKept = isKept || fates_[index_.packNumberOf(place)] == PackFate::Kept;
        });
        return !isKept;
    }

    const BlobIndex& index_;
    const PruneOptions& options_;
    const std::uint32_t version_;
    const UsedBlobs& used_;
    PrunePlan plan_;
    std::uint64_t unreferencedBytes_ = 0;
    PackUses uses_;
    std::vector<PackFate> fates_;  ///< By pack number.
    std::uint64_t smallBelow_ = 0;
    std::vector<Candidate> candidates_;
    std::vector<Candidate> small_;
};

}  // namespace

PrunePlan planPrune(const PruneSetting& setting, const UsedBlobs& used) {
    PrunePlan plan = Planner{setting, used}.plan();
    plan.leftoversBefore = setting.leftoversBefore;
    plan.figures.leftovers = setting.leftovers;
    return plan;
}

}  // namespace tl::engine

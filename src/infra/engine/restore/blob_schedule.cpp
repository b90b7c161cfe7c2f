#include "infra/engine/restore/blob_schedule.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "infra/errors/assert.h"

namespace tl::engine {

namespace {

class UseCollector {
  public:
    UseCollector(const BlobIndex& index, BlobSchedule& schedule)
        : index_{index},
          schedule_{schedule} {}

    void collect(const RestorePlan& plan, const IsBlobNeeded& isNeeded) {
        for (std::uint32_t number = 0; number < plan.files.size(); ++number) {
            const PlannedFile& file = plan.files[number];
            std::uint64_t fileOffset = 0;
            for (std::size_t i = file.firstBlob; i < file.firstBlob + file.blobCount; ++i) {
                const auto place = index_.find({BlobType::Data, plan.blobs[i]});
                TL_ASSERT(place.has_value());  // The plan has no file with a missing blob.
                if (isNeeded(number, i)) add(*place, number, i, fileOffset);
                fileOffset += place->blob.plaintextLength();
            }
        }
    }

  private:
    void add(const StoredBlob& place, std::uint32_t file, std::size_t i, std::uint64_t fileOffset) {
        const auto [number, isNew] = packNumbers_.try_emplace(
            place.pack, static_cast<std::uint32_t>(schedule_.packs.size()));
        if (isNew) schedule_.packs.push_back(place.pack);
        schedule_.uses.push_back({.pack = number->second,
                                  .offset = place.blob.offset,
                                  .length = place.blob.length,
                                  .uncompressedLength = place.blob.uncompressedLength,
                                  .file = file,
                                  .blob = i,
                                  .fileOffset = fileOffset});
    }

    const BlobIndex& index_;
    BlobSchedule& schedule_;
    std::unordered_map<PackId, std::uint32_t> packNumbers_;
};

std::uint64_t endOf(const BlobUse& use) {
    return std::uint64_t{use.offset} + use.length;
}

/// Whether the use may be read along with the range, which is before it in the same pack.
bool fits(const PackRange& range, const BlobUse& use) {
    if (range.pack != use.pack) return false;
    const std::uint64_t end = std::uint64_t{range.offset} + range.length;
    if (use.offset > end + kReadGapMax) return false;
    return endOf(use) <= end || endOf(use) - range.offset <= kReadRangeMax;
}

std::vector<PackRange> cutIntoRanges(const std::vector<BlobUse>& uses) {
    std::vector<PackRange> ranges;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const BlobUse& use = uses[i];
        if (ranges.empty() || !fits(ranges.back(), use))
            ranges.push_back({use.pack, use.offset, use.length, i, i});
        PackRange& range = ranges.back();
        const std::uint64_t end = std::max(std::uint64_t{range.offset} + range.length, endOf(use));
        range.length = static_cast<std::uint32_t>(end - range.offset);
        range.endUse = i + 1;
    }
    return ranges;
}

}  // namespace

BlobSchedule scheduleBlobs(const RestorePlan& plan,
                           const BlobIndex& index,
                           const IsBlobNeeded& isNeeded) {
    BlobSchedule schedule;
    UseCollector{index, schedule}.collect(plan, isNeeded);
    std::ranges::sort(schedule.uses, {}, [](const BlobUse& use) {
        return std::tuple{use.pack, use.offset, use.file, use.blob};
    });
    schedule.ranges = cutIntoRanges(schedule.uses);
    return schedule;
}

}  // namespace tl::engine

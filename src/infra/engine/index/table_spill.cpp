#include "infra/engine/index/table_spill.h"

#include <algorithm>

#include "infra/engine/index/temporary_name.h"
#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

constexpr std::size_t kEntriesPerPiece = 170;  // 8 KiB
constexpr std::size_t kPacksPerRun = 256;

}  // namespace

TableSpill::TableSpill(const std::string& folder, Random& random)
    : entries_{createNameless(folder, random)},
      packs_{createNameless(folder, random)} {}

void TableSpill::writeEntries(std::size_t partition, std::span<const IndexEntry> entries) {
    if (entries.empty()) return;
    const std::uint64_t offset = entryBytes_.fetch_add(entries.size_bytes());
    entries_.writeAllAt(offset, std::as_bytes(entries));
    const MutexLock lock{mutex_};
    pieces_[partition].push_back({offset, static_cast<std::uint32_t>(entries.size())});
}

PackNumber TableSpill::reservePacks(std::uint32_t count) {
    const PackNumber first = packEnd_.fetch_add(count);
    if (std::uint64_t{first} + count > kPacksMax)
        throw Error{ErrorKind::ResourceExhausted, "the index has more than 2 billion packs"};
    return first;
}

void TableSpill::writePacks(PackNumber first, std::span<const PackId> packs) {
    packs_.writeAllAt(std::uint64_t{first} * sizeof(PackId), std::as_bytes(packs));
    const MutexLock lock{mutex_};
    packRuns_.push_back({first, static_cast<std::uint32_t>(packs.size())});
}

std::vector<PackNumber> TableSpill::packsById() {
    mappedPacks_ = MappedFile{packs_};
    std::vector<PackNumber> numbers;
    const MutexLock lock{mutex_};
    for (const PackRun& run : packRuns_) {
        for (std::uint32_t i = 0; i < run.count; ++i)
            numbers.push_back(run.first + i);
    }
    std::sort(numbers.begin(), numbers.end(),
              [this](PackNumber a, PackNumber b) { return pack(a) < pack(b); });
    return numbers;
}

const PackId& TableSpill::pack(PackNumber number) const {
    const auto packs = mappedPacks_.bytes();
    TL_ASSERT((std::uint64_t{number} + 1) * sizeof(PackId) <= packs.size());
    return reinterpret_cast<const PackId*>(packs.data())[number];
}

void TableSpill::readPartition(std::size_t partition, std::vector<IndexEntry>& out) const {
    std::vector<Piece> pieces;
    {
        const MutexLock lock{mutex_};
        pieces = pieces_[partition];
    }
    for (const Piece& piece : pieces) {
        const std::size_t before = out.size();
        out.resize(before + piece.count);
        const auto bytes = std::as_writable_bytes(std::span{out}.subspan(before));
        if (entries_.readAt(piece.offset, bytes) != bytes.size())
            throw Error{ErrorKind::Unavailable, "a temporary file was cut short"};
    }
}

PackNumber TableSpill::Feeder::numberFor(const PackId& pack) {
    if (packs_.size() == kPacksPerRun) flushPacks();
    if (packs_.empty()) firstPack_ = spill_.reservePacks(kPacksPerRun);
    packs_.push_back(pack);
    return firstPack_ + static_cast<PackNumber>(packs_.size() - 1);
}

void TableSpill::Feeder::flushPacks() {
    if (!packs_.empty()) spill_.writePacks(firstPack_, packs_);
    packs_.clear();
}

void TableSpill::Feeder::add(const IndexedPack& pack) {
    const PackNumber number = numberFor(pack.id);
    for (const PackedBlob& blob : pack.blobs) {
        const auto partition = std::to_integer<std::size_t>(blob.handle.id.digest[0]);
        auto& entries = pending_[partition];
        entries.reserve(kEntriesPerPiece);
        entries.push_back(IndexEntry::make(blob, number));
        if (entries.size() < kEntriesPerPiece) continue;
        spill_.writeEntries(partition, entries);
        entries.clear();
    }
}

void TableSpill::Feeder::finish() {
    flushPacks();
    for (std::size_t i = 0; i < kPartitions; ++i) {
        spill_.writeEntries(i, pending_[i]);
        pending_[i].clear();
    }
}

}  // namespace tl::engine

#include "infra/engine/index/index_table.h"

#include <cstring>
#include <utility>

#include "infra/errors/assert.h"
#include "infra/errors/error.h"
#include "infra/platform/file_system.h"

namespace tl::engine {

std::unique_ptr<const IndexTable> IndexTable::tryOpen(const std::string& path,
                                                      const TableSealer& sealer,
                                                      TableRemaker remake) {
    const auto file = File::tryOpenForReading(path);
    if (!file) return nullptr;
    return tryMap(*file, path, sealer, std::move(remake));
}

std::unique_ptr<const IndexTable> IndexTable::tryOpen(const File& file, const TableSealer& sealer) {
    return tryMap(file, {}, sealer, nullptr);
}

std::unique_ptr<const IndexTable> IndexTable::tryMap(const File& file,
                                                     const std::string& path,
                                                     const TableSealer& sealer,
                                                     TableRemaker remake) {
    MappedFile mapped{file};
    const auto counts = sealer.tryReadHeader(mapped.bytes());
    if (!counts) return nullptr;
    return std::unique_ptr<const IndexTable>{
        new IndexTable{std::move(mapped), path, sealer, *counts, std::move(remake)}};
}

IndexTable::IndexTable(MappedFile file,
                       std::string path,
                       const TableSealer& sealer,
                       const TableCounts& counts,
                       TableRemaker remake)
    : file_{std::move(file)},
      path_{std::move(path)},
      sealer_{sealer},
      counts_{counts},
      layout_{counts},
      remake_{std::move(remake)},
      start_{file_.bytes().data()},
      isChecked_{std::make_unique<std::atomic<bool>[]>(layout_.blockCount)} {}

std::span<const IndexId> IndexTable::sources() const noexcept {
    const std::byte* first = file_.bytes().data() + layout_.sourcesAt;
    return {reinterpret_cast<const IndexId*>(first), counts_.sources};
}

template <typename Item>
const Item& IndexTable::item(std::uint64_t partAt, std::uint64_t number) const {
    static_assert(kTableBlockSize % sizeof(Item) == 0);
    const std::uint64_t at = partAt + number * sizeof(Item);
    const std::uint64_t block = (at - layout_.packsAt) / kTableBlockSize;
    if (!isChecked_[block].load(std::memory_order_acquire)) [[unlikely]]
        checkBlock(block);
    return *reinterpret_cast<const Item*>(start_.load(std::memory_order_acquire) + at);
}

void IndexTable::checkBlock(std::uint64_t number) const {
    if (isSound(file_.bytes(), number))
        isChecked_[number].store(true, std::memory_order_release);
    else
        heal(number);
}

bool IndexTable::isSound(std::span<const std::byte> table, std::uint64_t block) const {
    BlockSeal seal;
    std::memcpy(seal.data(), table.data() + layout_.sealsAt + block * sizeof seal, sizeof seal);
    return seal == sealer_.sealBlock(block, table.subspan(layout_.packsAt + block * kTableBlockSize,
                                                          kTableBlockSize));
}

void IndexTable::heal(std::uint64_t number) const {
    // Who else needs a damaged block has to wait; making a table needs no table.
    const MutexLock lock{healing_};
    if (isChecked_[number].load(std::memory_order_acquire)) return;
    if (!remake_) failDamaged();
    MappedFile remade = remakeOrFail();
    if (!isSame(remade)) failDamaged("the index files say something else now");
    remade_ = std::move(remade);
    start_.store(remade_.bytes().data(), std::memory_order_release);
    // Only now: who sees a flag reads the new bytes, or the old ones that had the flag before.
    for (std::uint64_t block = 0; block < layout_.blockCount; ++block)
        isChecked_[block].store(true, std::memory_order_release);
}

MappedFile IndexTable::remakeOrFail() const {
    try {
        return remake_(sources(), counts_.fanOutBits);
    } catch (const Error& error) {
        failDamaged(error.what());
    }
}

bool IndexTable::isSame(const MappedFile& remade) const {
    // The header has a seal of the sources and of the seals of all blocks.
    if (sealer_.tryReadHeader(remade.bytes()) != counts_) return false;
    if (std::memcmp(remade.bytes().data(), file_.bytes().data(), kTableBlockSize) != 0)
        return false;
    for (std::uint64_t block = 0; block < layout_.blockCount; ++block)
        if (!isSound(remade.bytes(), block)) return false;
    return true;
}

void IndexTable::failDamaged(const std::string& cause) const {
    if (path_.empty())
        throw Error{ErrorKind::Unavailable,
                    "a temporary file with the repository's index is damaged, so the disk it is on "
                    "may be failing; run the command again, with TMPDIR on another disk"};
    // Whoever replaced the file meanwhile loses a good one, which costs time and nothing else.
    (void)removeFile(path_);
    Error error{ErrorKind::Unavailable,
                "the local copy of the repository's index is damaged; it was removed, so run the "
                "command again",
                {{"file", path_}}};
    if (!cause.empty()) error.add("why it was not made anew", cause);
    throw error;
}

EntryNumber IndexTable::fanOut(std::uint64_t prefix) const {
    return item<EntryNumber>(layout_.fanOutAt, prefix);
}

EntryNumber IndexTable::lowerBound(Range range, const Digest& id) const {
    // What is sealed was sorted when it was sealed; a bug must still not lead out of the file.
    if (range.first > range.last || range.last > counts_.entries) failDamaged();
    while (range.first < range.last) {
        const EntryNumber middle = range.first + (range.last - range.first) / 2;
        if (std::memcmp(entry(middle).id.data(), id.data(), id.size()) < 0)
            range.first = middle + 1;
        else
            range.last = middle;
    }
    return range.first;
}

IndexTable::Range IndexTable::find(const BlobId& id) const {
    const std::uint32_t prefix = prefixOf(id.digest, counts_.fanOutBits);
    const Range candidates{fanOut(prefix), fanOut(std::uint64_t{prefix} + 1)};
    const EntryNumber first = lowerBound(candidates, id.digest);
    EntryNumber last = first;
    while (last < candidates.last && entry(last).id == id.digest)
        ++last;
    return {first, last};
}

IndexTable::Range IndexTable::withFirstByte(std::uint8_t first) const {
    const Range all{0, static_cast<EntryNumber>(counts_.entries)};
    Digest bound{};
    bound[0] = std::byte{first};
    Range range = all;
    range.first = lowerBound(all, bound);
    if (first == 0xff) return range;
    bound[0] = static_cast<std::byte>(first + 1);
    range.last = lowerBound({range.first, all.last}, bound);
    return range;
}

const IndexEntry& IndexTable::entry(EntryNumber number) const {
    TL_ASSERT(number < counts_.entries);
    return item<IndexEntry>(layout_.entriesAt, number);
}

const PackId& IndexTable::pack(PackNumber number) const {
    if (number >= counts_.packs) failDamaged();
    return item<PackId>(layout_.packsAt, number);
}

std::optional<PackNumber> IndexTable::findPack(const PackId& id) const {
    PackNumber first = 0;
    auto last = static_cast<PackNumber>(counts_.packs);
    while (first < last) {
        const PackNumber middle = first + (last - first) / 2;
        const auto order = std::memcmp(pack(middle).digest.data(), id.digest.data(), sizeof id);
        if (order == 0) return middle;
        if (order < 0)
            first = middle + 1;
        else
            last = middle;
    }
    return std::nullopt;
}

}  // namespace tl::engine

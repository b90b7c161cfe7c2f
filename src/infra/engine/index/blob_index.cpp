#include "infra/engine/index/blob_index.h"

#include <limits>

#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

constexpr std::size_t kSlotsMin = 1024;

std::size_t hashOf(const Digest& id) noexcept {
    return std::hash<BlobId>{}(BlobId{id});
}

}  // namespace

const IndexEntry& BlobIndex::entryAt(EntryNumber number) const {
    const std::size_t ofTable = blobCountOfTable();
    if (number < ofTable) return table_->entry(number);
    TL_ASSERT(number - ofTable < entries_.size());
    return entries_[number - ofTable];
}

StoredBlob BlobIndex::toStoredBlob(const IndexEntry& entry) const {
    return {packAt(entry.pack()), entry.blob()};
}

/// Calls `visit` with the numbers of the entries of `handle` until it returns false. Linear
/// probing: all entries of one blob lie between its first slot and the next empty one.
template <typename Visitor>
void BlobIndex::visitEntries(const BlobHandle& handle, const Visitor& visit) const {
    const auto isHandled = [&](EntryNumber number, const IndexEntry& entry) {
        return entry.type() != handle.type || visit(number);
    };
    if (table_) {
        const auto range = table_->find(handle.id);
        for (EntryNumber number = range.first; number < range.last; ++number)
            if (!isHandled(number, table_->entry(number))) return;
    }
    if (slots_.empty()) return;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hashOf(handle.id.digest) & mask; slots_[at] != 0; at = (at + 1) & mask) {
        const IndexEntry& entry = entries_[slots_[at] - 1];
        if (entry.id != handle.id.digest) continue;
        const auto number = static_cast<EntryNumber>(blobCountOfTable() + slots_[at] - 1);
        if (!isHandled(number, entry)) return;
    }
}

void BlobIndex::addPack(const IndexedPack& pack) {
    const auto known = findPack(pack.id);
    const auto number = known.value_or(static_cast<PackNumber>(packCount()));
    if (!known) {
        packNumbers_.emplace(pack.id, number);
        packs_.push_back(pack.id);
    }
    for (const PackedBlob& blob : pack.blobs) {
        const IndexEntry entry = IndexEntry::make(blob, number);
        bool isKnown = false;
        // A pack may stand in several index files; only then can an entry be there already.
        if (known) {
            visitEntries(blob.handle, [&](EntryNumber other) {
                isKnown = entryAt(other) == entry;
                return !isKnown;
            });
        }
        if (!isKnown) addEntry(entry);
    }
}

void BlobIndex::addEntry(const IndexEntry& entry) {
    if (blobCount() >= std::numeric_limits<EntryNumber>::max() - 1)
        throw Error{ErrorKind::ResourceExhausted, "the index has more than 4 billion blobs"};
    entries_.push_back(entry);
    if (entries_.size() * 3 > slots_.size() * 2) {
        grow();
        return;
    }
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hashOf(entry.id) & mask;
    while (slots_[at] != 0)
        at = (at + 1) & mask;
    slots_[at] = static_cast<std::uint32_t>(entries_.size());
}

void BlobIndex::grow() {
    std::vector<std::uint32_t> fresh(slots_.empty() ? kSlotsMin : 2 * slots_.size());
    const std::size_t mask = fresh.size() - 1;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        std::size_t at = hashOf(entries_[i].id) & mask;
        while (fresh[at] != 0)
            at = (at + 1) & mask;
        fresh[at] = static_cast<std::uint32_t>(i + 1);
    }
    slots_ = std::move(fresh);
    TL_ASSERT(entries_.size() < slots_.size());
}

std::optional<EntryNumber> BlobIndex::findNumber(const BlobHandle& handle) const {
    std::optional<EntryNumber> found;
    visitEntries(handle, [&](EntryNumber number) {
        found = number;
        return false;
    });
    return found;
}

void BlobIndex::visitPlaces(const BlobHandle& handle,
                            const std::function<void(EntryNumber)>& visit) const {
    visitEntries(handle, [&](EntryNumber number) {
        visit(number);
        return true;
    });
}

StoredBlob BlobIndex::at(EntryNumber number) const {
    return toStoredBlob(entryAt(number));
}

PackNumber BlobIndex::packNumberOf(EntryNumber number) const {
    return entryAt(number).pack();
}

std::optional<PackNumber> BlobIndex::findPack(const PackId& pack) const {
    if (table_) {
        if (const auto number = table_->findPack(pack)) return number;
    }
    const auto known = packNumbers_.find(pack);
    if (known == packNumbers_.end()) return std::nullopt;
    return known->second;
}

PackId BlobIndex::packAt(PackNumber number) const {
    const std::size_t ofTable = packCountOfTable();
    if (number < ofTable) return table_->pack(number);
    TL_ASSERT(number - ofTable < packs_.size());
    return packs_[number - ofTable];
}

std::vector<PackId> BlobIndex::packs() const {
    std::vector<PackId> all;
    all.reserve(packCount());
    for (std::size_t i = 0; i < packCount(); ++i)
        all.push_back(packAt(static_cast<PackNumber>(i)));
    return all;
}

bool BlobIndex::contains(const BlobHandle& handle) const {
    return findNumber(handle).has_value();
}

std::optional<StoredBlob> BlobIndex::find(const BlobHandle& handle) const {
    const auto number = findNumber(handle);
    if (!number) return std::nullopt;
    return at(*number);
}

std::vector<StoredBlob> BlobIndex::findAll(const BlobHandle& handle) const {
    std::vector<StoredBlob> found;
    visitPlaces(handle, [&](EntryNumber number) { found.push_back(at(number)); });
    return found;
}

void BlobIndex::forEach(const std::function<void(const StoredBlob&)>& visit) const {
    forEachNumbered([&](EntryNumber, const StoredBlob& blob) { visit(blob); });
}

void BlobIndex::forEachNumbered(
    const std::function<void(EntryNumber, const StoredBlob&)>& visit) const {
    for (std::size_t i = 0; i < blobCount(); ++i)
        visit(static_cast<EntryNumber>(i), at(static_cast<EntryNumber>(i)));
}

}  // namespace tl::engine

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

bool BlobIndex::isFor(const Entry& entry, const BlobHandle& handle) const noexcept {
    return entry.id == handle.id.digest &&
           (entry.packAndType & 1U) == static_cast<std::uint32_t>(handle.type);
}

EntryNumber BlobIndex::numberOf(const Entry& entry) const noexcept {
    return static_cast<EntryNumber>(&entry - entries_.data());
}

StoredBlob BlobIndex::toStoredBlob(const Entry& entry) const noexcept {
    const auto type = static_cast<BlobType>(entry.packAndType & 1U);
    return {packs_[entry.packAndType >> 1U],
            {{type, BlobId{entry.id}}, entry.offset, entry.length, entry.uncompressedLength}};
}

/// Calls `visit` for the entries of `handle` until it returns false. Linear probing: all entries of
/// one blob lie between its first slot and the next empty one.
template <typename Visitor>
void BlobIndex::visitEntries(const BlobHandle& handle, const Visitor& visit) const {
    if (slots_.empty()) return;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hashOf(handle.id.digest) & mask; slots_[at] != 0; at = (at + 1) & mask) {
        const Entry& entry = entries_[slots_[at] - 1];
        if (isFor(entry, handle) && !visit(entry)) return;
    }
}

void BlobIndex::addPack(const IndexedPack& pack) {
    const auto [known, isNew] =
        packNumbers_.try_emplace(pack.id, static_cast<std::uint32_t>(packs_.size()));
    if (isNew) packs_.push_back(pack.id);
    const std::uint32_t number = known->second;
    for (const PackedBlob& blob : pack.blobs) {
        const Entry entry{blob.handle.id.digest,
                          number << 1U | static_cast<std::uint32_t>(blob.handle.type), blob.offset,
                          blob.length, blob.uncompressedLength};
        bool isKnown = false;
        // A pack may stand in several index files; only then can an entry be there already.
        if (!isNew) {
            visitEntries(blob.handle, [&](const Entry& other) {
                isKnown = other.packAndType == entry.packAndType && other.offset == entry.offset &&
                          other.length == entry.length;
                return !isKnown;
            });
        }
        if (!isKnown) addEntry(entry);
    }
}

void BlobIndex::addEntry(const Entry& entry) {
    if (entries_.size() >= std::numeric_limits<std::uint32_t>::max() - 1)
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
    visitEntries(handle, [&](const Entry& entry) {
        found = numberOf(entry);
        return false;
    });
    return found;
}

void BlobIndex::visitPlaces(const BlobHandle& handle,
                            const std::function<void(EntryNumber)>& visit) const {
    visitEntries(handle, [&](const Entry& entry) {
        visit(numberOf(entry));
        return true;
    });
}

StoredBlob BlobIndex::at(EntryNumber number) const {
    TL_ASSERT(number < entries_.size());
    return toStoredBlob(entries_[number]);
}

PackNumber BlobIndex::packNumberOf(EntryNumber number) const {
    TL_ASSERT(number < entries_.size());
    return entries_[number].packAndType >> 1U;
}

std::optional<PackNumber> BlobIndex::findPack(const PackId& pack) const {
    const auto known = packNumbers_.find(pack);
    if (known == packNumbers_.end()) return std::nullopt;
    return known->second;
}

PackId BlobIndex::packAt(PackNumber number) const {
    TL_ASSERT(number < packs_.size());
    return packs_[number];
}

bool BlobIndex::contains(const BlobHandle& handle) const noexcept {
    bool isFound = false;
    visitEntries(handle, [&](const Entry&) {
        isFound = true;
        return false;
    });
    return isFound;
}

std::optional<StoredBlob> BlobIndex::find(const BlobHandle& handle) const noexcept {
    std::optional<StoredBlob> found;
    visitEntries(handle, [&](const Entry& entry) {
        found = toStoredBlob(entry);
        return false;
    });
    return found;
}

std::vector<StoredBlob> BlobIndex::findAll(const BlobHandle& handle) const {
    std::vector<StoredBlob> found;
    visitEntries(handle, [&](const Entry& entry) {
        found.push_back(toStoredBlob(entry));
        return true;
    });
    return found;
}

void BlobIndex::forEach(const std::function<void(const StoredBlob&)>& visit) const {
    forEachNumbered([&](EntryNumber, const StoredBlob& blob) { visit(blob); });
}

void BlobIndex::forEachNumbered(
    const std::function<void(EntryNumber, const StoredBlob&)>& visit) const {
    for (std::size_t i = 0; i < entries_.size(); ++i)
        visit(static_cast<EntryNumber>(i), toStoredBlob(entries_[i]));
}

}  // namespace tl::engine

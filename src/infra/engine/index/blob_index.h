// Which blobs a repository has and where they are.
//
// Most of it is in a table on the disk (index_table.h); what came later, and all of it where there
// is no table, is in memory: an open-addressing hash table of entry numbers over one flat array of
// entries, 48 bytes and some 6 bytes of table a blob. A blob that is stored several times has an
// entry for each place.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "infra/engine/format/blob.h"
#include "infra/engine/format/index_file.h"
#include "infra/engine/index/index_entry.h"
#include "infra/engine/index/index_table.h"

namespace tl::engine {

/// A blob and the pack that holds it.
struct StoredBlob {
    PackId pack;
    PackedBlob blob;
    bool operator==(const StoredBlob&) const = default;
};

/// **Errors:** all members but the counts may throw Unavailable when the table turns out to be
/// damaged, see IndexTable.
/// **Threads:** the const members from any number of threads, as long as nobody adds.
class BlobIndex {
  public:
    /// Begins with what is in `table`, which may be null.
    explicit BlobIndex(std::shared_ptr<const IndexTable> table = nullptr)
        : table_{std::move(table)} {}

    /// Adds what `pack` holds; what is known already, at the same place of the same pack, is left
    /// out.
    void addPack(const IndexedPack& pack);

    [[nodiscard]] bool contains(const BlobHandle& handle) const;
    /// The first place known, or nothing.
    [[nodiscard]] std::optional<StoredBlob> find(const BlobHandle& handle) const;
    /// All places, in the order of their numbers.
    [[nodiscard]] std::vector<StoredBlob> findAll(const BlobHandle& handle) const;

    /// The number of the first place known, or nothing.
    [[nodiscard]] std::optional<EntryNumber> findNumber(const BlobHandle& handle) const;
    /// Calls `visit` with the number of every place of a blob.
    void visitPlaces(const BlobHandle& handle,
                     const std::function<void(EntryNumber number)>& visit) const;
    /// What the number stands for, which must be less than blobCount().
    [[nodiscard]] StoredBlob at(EntryNumber number) const;
    /// The pack of an entry, which is faster than asking for the whole.
    [[nodiscard]] PackNumber packNumberOf(EntryNumber number) const;

    [[nodiscard]] bool containsPack(const PackId& pack) const { return findPack(pack).has_value(); }
    [[nodiscard]] std::optional<PackNumber> findPack(const PackId& pack) const;
    [[nodiscard]] std::size_t packCount() const noexcept {
        return packCountOfTable() + packs_.size();
    }
    /// The pack of a number, which must be less than packCount().
    [[nodiscard]] PackId packAt(PackNumber number) const;
    /// All packs, in the order of their numbers.
    [[nodiscard]] std::vector<PackId> packs() const;
    /// Number of entries, blobs stored twice counting twice.
    [[nodiscard]] std::size_t blobCount() const noexcept {
        return blobCountOfTable() + entries_.size();
    }
    /// Calls `visit` for every entry.
    void forEach(const std::function<void(const StoredBlob& blob)>& visit) const;
    /// As forEach, with the numbers, which rise from call to call.
    void forEachNumbered(
        const std::function<void(EntryNumber number, const StoredBlob& blob)>& visit) const;

  private:
    [[nodiscard]] std::size_t blobCountOfTable() const noexcept {
        return table_ ? table_->entryCount() : 0;
    }
    [[nodiscard]] std::size_t packCountOfTable() const noexcept {
        return table_ ? table_->packCount() : 0;
    }
    [[nodiscard]] const IndexEntry& entryAt(EntryNumber number) const;
    [[nodiscard]] StoredBlob toStoredBlob(const IndexEntry& entry) const;
    void addEntry(const IndexEntry& entry);
    void grow();
    template <typename Visitor>
    void visitEntries(const BlobHandle& handle, const Visitor& visit) const;

    /// May be null. Its numbers come first. Owned by all copies of the index.
    std::shared_ptr<const IndexTable> table_;
    std::vector<IndexEntry> entries_;
    std::vector<std::uint32_t> slots_;  ///< Index in entries_ + 1; 0: empty. A power of two long.
    std::vector<PackId> packs_;         ///< Those that table_ does not know.
    std::unordered_map<PackId, PackNumber> packNumbers_;  ///< Of packs_.
};

}  // namespace tl::engine

// Which blobs a repository has and where they are, in memory.
//
// An open-addressing hash table of entry numbers over one flat array of entries: 48 bytes and some
// 6 bytes of table a blob. A blob that is stored several times has an entry for each place.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "infra/engine/format/blob.h"
#include "infra/engine/format/index_file.h"

namespace tl::engine {

/// Stands for one place of one blob: from 0 to BlobIndex::blobCount(), without gaps. Keeps its
/// meaning as long as the index lives; another index, also of the same repository, numbers
/// otherwise.
using EntryNumber = std::uint32_t;
/// Stands for a pack in the same way: from 0 to BlobIndex::packCount().
using PackNumber = std::uint32_t;

/// A blob and the pack that holds it.
struct StoredBlob {
    PackId pack;
    PackedBlob blob;
    bool operator==(const StoredBlob&) const = default;
};

/// **Threads:** the const members from any number of threads, as long as nobody adds.
class BlobIndex {
  public:
    /// Adds what `pack` holds; what is known already, at the same place of the same pack, is left
    /// out.
    void addPack(const IndexedPack& pack);

    [[nodiscard]] bool contains(const BlobHandle& handle) const noexcept;
    /// The first place known, or nothing.
    [[nodiscard]] std::optional<StoredBlob> find(const BlobHandle& handle) const noexcept;
    /// All places, in the order added.
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

    [[nodiscard]] bool containsPack(const PackId& pack) const {
        return packNumbers_.contains(pack);
    }
    [[nodiscard]] std::optional<PackNumber> findPack(const PackId& pack) const;
    [[nodiscard]] std::size_t packCount() const noexcept { return packs_.size(); }
    /// The pack of a number, which must be less than packCount().
    [[nodiscard]] PackId packAt(PackNumber number) const;
    /// All packs, in the order added.
    [[nodiscard]] const std::vector<PackId>& packs() const noexcept { return packs_; }
    /// Number of entries, blobs stored twice counting twice.
    [[nodiscard]] std::size_t blobCount() const noexcept { return entries_.size(); }
    /// Calls `visit` for every entry.
    void forEach(const std::function<void(const StoredBlob& blob)>& visit) const;
    /// As forEach, with the numbers, which rise from call to call.
    void forEachNumbered(
        const std::function<void(EntryNumber number, const StoredBlob& blob)>& visit) const;

  private:
    struct Entry {
        Digest id;
        std::uint32_t packAndType;  ///< The pack's number, shifted by one, and the type below.
        std::uint32_t offset;
        std::uint32_t length;
        std::uint32_t uncompressedLength;
    };

    [[nodiscard]] bool isFor(const Entry& entry, const BlobHandle& handle) const noexcept;
    [[nodiscard]] EntryNumber numberOf(const Entry& entry) const noexcept;
    [[nodiscard]] StoredBlob toStoredBlob(const Entry& entry) const noexcept;
    void addEntry(const Entry& entry);
    void grow();
    template <typename Visitor>
    void visitEntries(const BlobHandle& handle, const Visitor& visit) const;

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> slots_;  ///< Entry number + 1; 0: empty. A power of two long.
    std::vector<PackId> packs_;
    std::unordered_map<PackId, std::uint32_t> packNumbers_;
};

}  // namespace tl::engine

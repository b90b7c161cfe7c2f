// The index of a repository as a sorted table in a file that is mapped into memory: opening takes
// milliseconds, looking up touches two or three pages, and none of it is private memory.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "infra/engine/index/index_entry.h"
#include "infra/engine/index/table_layout.h"
#include "infra/platform/mapped_file.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// Makes the file of a table once more, from the index files `sources` and with a fan-out of
/// `fanOutBits`, and gives it the name that the damaged one had.
using TableRemaker =
    std::function<MappedFile(std::span<const IndexId> sources, std::uint32_t fanOutBits)>;

/// Reads one. Checks each block when it is first touched. When one is damaged, the table is made
/// anew and takes the place of the damaged one: it is the same to the last byte, so that the
/// numbers of entries and packs go on to mean what they meant.
///
/// **Errors:** every look-up may throw Unavailable when a block turns out to be damaged, and the
/// table cannot be made anew. The file is removed then, so that the next run makes a new one.
/// **Threads:** all members may be called from any thread.
class IndexTable {
  public:
    /// The numbers of some entries: from `first` up to but not including `last`.
    struct Range {
        EntryNumber first = 0;
        EntryNumber last = 0;
    };

    /// Nothing when there is no such file, or none that `sealer` knows. Without `remake`, a table
    /// that is damaged stays so. **Errors:** PermissionDenied, Unavailable.
    [[nodiscard]] static std::unique_ptr<const IndexTable> tryOpen(const std::string& path,
                                                                   const TableSealer& sealer,
                                                                   TableRemaker remake = nullptr);

    /// A table in a file without a name; nothing when `sealer` does not know it. `file` may be
    /// closed. **Errors:** ResourceExhausted, Unavailable.
    [[nodiscard]] static std::unique_ptr<const IndexTable> tryOpen(const File& file,
                                                                   const TableSealer& sealer);

    /// The index files that it was made from, sorted.
    [[nodiscard]] std::span<const IndexId> sources() const noexcept;
    [[nodiscard]] std::size_t entryCount() const noexcept { return counts_.entries; }
    [[nodiscard]] std::size_t packCount() const noexcept { return counts_.packs; }
    [[nodiscard]] std::uint64_t fileSize() const noexcept { return file_.bytes().size(); }

    /// The entries with this ID, of both types.
    [[nodiscard]] Range find(const BlobId& id) const;
    /// The entries whose ID begins with the byte `first`.
    [[nodiscard]] Range withFirstByte(std::uint8_t first) const;
    /// Borrowed from the table. `number` must be less than entryCount().
    [[nodiscard]] const IndexEntry& entry(EntryNumber number) const;
    /// Borrowed from the table. `number` must be less than packCount().
    [[nodiscard]] const PackId& pack(PackNumber number) const;
    [[nodiscard]] std::optional<PackNumber> findPack(const PackId& id) const;

  private:
    static std::unique_ptr<const IndexTable> tryMap(const File& file,
                                                    const std::string& path,
                                                    const TableSealer& sealer,
                                                    TableRemaker remake);
    IndexTable(MappedFile file,
               std::string path,
               const TableSealer& sealer,
               const TableCounts& counts,
               TableRemaker remake);

    /// The item `number` of the part at `partAt`, from a block that is checked.
    template <typename Item>
    [[nodiscard]] const Item& item(std::uint64_t partAt, std::uint64_t number) const;
    [[nodiscard]] EntryNumber fanOut(std::uint64_t prefix) const;
    /// The first entry from `range` whose ID is not less than `id`.
    [[nodiscard]] EntryNumber lowerBound(Range range, const Digest& id) const;
    void checkBlock(std::uint64_t number) const;
    [[nodiscard]] bool isSound(std::span<const std::byte> table, std::uint64_t block) const;
    /// Puts a new file in the place of the one whose block `number` is damaged.
    void heal(std::uint64_t number) const;
    [[nodiscard]] MappedFile remakeOrFail() const;
    /// Whether `remade` is what this table was before it was damaged, and undamaged.
    [[nodiscard]] bool isSame(const MappedFile& remade) const;
    [[noreturn]] void failDamaged(const std::string& cause = {}) const;

    /// The file as it was opened. It stays when there is a new one, because others may be reading
    /// what it lent them.
    MappedFile file_;
    std::string path_;  ///< Empty when the file has no name.
    TableSealer sealer_;
    TableCounts counts_;
    TableLayout layout_;
    TableRemaker remake_;
    mutable Mutex healing_;
    mutable MappedFile remade_ TL_GUARDED_BY(healing_);
    /// Where the bytes to read begin: those of file_ or of remade_. A flag of isChecked_ that is
    /// read before it is true of these bytes, too.
    mutable std::atomic<const std::byte*> start_;
    std::unique_ptr<std::atomic<bool>[]> isChecked_;  ///< A flag a block.
};

}  // namespace tl::engine

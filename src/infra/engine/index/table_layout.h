// The file of an index table: where its parts are, and how they are sealed.
//
//   header     one block: counts, and the seal of the header, the sources and the block seals
//   packs      the IDs of all packs, sorted; an entry names a pack by its position here
//   entries    the places of all blobs (IndexEntry), sorted
//   fan-out    for each prefix of an ID, how many entries have a smaller one; the last is the count
//   sources    the names of the index files that the table was made from, sorted
//   seals      of each block of packs, entries and fan-out
//
// The first four parts begin on a block, and no pack, entry or number lies in two blocks: so a
// reader can check a block when it first touches it, and never needs to read the whole. Numbers are
// in the machine's own byte order; a table from another machine has a wrong magic number.
//
// A seal is a SHA-256 that begins with a secret made from the repository's master key. So it finds
// every kind of damage, tables of other repositories included, and nobody can forge a table without
// the key. Why that matters: docs/decisions/0006-mapped-index.md.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "infra/engine/crypto/key.h"
#include "infra/engine/format/id.h"
#include "infra/engine/index/index_entry.h"

namespace tl::engine {

/// 256 entries, 384 pack IDs or 3072 numbers of the fan-out.
inline constexpr std::size_t kTableBlockSize = 12288;

using BlockSeal = std::array<std::byte, 16>;

/// How many things a table holds. All else follows from it.
struct TableCounts {
    std::uint64_t packs = 0;
    std::uint64_t entries = 0;
    std::uint64_t sources = 0;
    std::uint32_t fanOutBits = 0;
    bool operator==(const TableCounts&) const = default;
};

/// How long the prefixes of a fan-out should be, so that some 16 entries share one.
/// At least 8.
[[nodiscard]] std::uint32_t chooseFanOutBits(std::uint64_t entryCount) noexcept;
/// The first `bits` bits of an ID as a number. `bits` is 8 to 24.
[[nodiscard]] std::uint32_t prefixOf(const Digest& id, std::uint32_t bits) noexcept;

/// Where the parts begin, in bytes.
struct TableLayout {
    explicit TableLayout(const TableCounts& counts) noexcept;

    std::uint64_t packsAt = 0;
    std::uint64_t entriesAt = 0;
    std::uint64_t fanOutAt = 0;
    std::uint64_t sourcesAt = 0;
    std::uint64_t sealsAt = 0;
    std::uint64_t size = 0;        ///< Of the whole file.
    std::uint64_t blockCount = 0;  ///< Of packs, entries and fan-out.
};

/// Seals blocks and headers for one repository. **Threads:** safe from any thread.
class TableSealer {
  public:
    TableSealer(const Key& masterKey, std::string_view repositoryId);

    /// `number` counts from the first block after the header.
    [[nodiscard]] BlockSeal sealBlock(std::uint64_t number, std::span<const std::byte> block) const;
    /// The header block of a table; `trailer` is its sources and seals.
    [[nodiscard]] std::array<std::byte, kTableBlockSize> makeHeader(
        const TableCounts& counts, std::span<const std::byte> trailer) const;
    /// The counts of a table, if `table`, which is the whole file, is one of this repository and
    /// version, and its header, sources and seals are undamaged. The blocks are not looked at.
    [[nodiscard]] std::optional<TableCounts> tryReadHeader(std::span<const std::byte> table) const;

  private:
    Digest secret_;
};

}  // namespace tl::engine

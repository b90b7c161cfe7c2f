// Where the content of index files waits, unsorted, until a table is made of it.
//
// Ten million entries are 480 MB, so they do not wait in memory but in a file without a name, in
// 256 partitions by the first byte of their ID. A partition is small enough to be sorted in memory,
// and everything is written and read in large pieces.

#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/format/index_file.h"
#include "infra/engine/index/index_entry.h"
#include "infra/platform/file.h"
#include "infra/platform/mapped_file.h"
#include "infra/platform/random.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// First filled by any number of Feeders, one a thread; then read.
///
/// Packs get numbers as they come, with gaps. A pack that comes several times has several numbers.
///
/// **Errors:** ResourceExhausted, PermissionDenied, Unavailable: what the file system says.
class TableSpill {
  public:
    static constexpr std::size_t kPartitions = 256;

    class Feeder;

    /// Makes its files in `folder`, where nobody sees them.
    TableSpill(const std::string& folder, Random& random);

    [[nodiscard]] std::uint64_t entryCount() const noexcept {
        return entryBytes_ / sizeof(IndexEntry);
    }

    // After the feeders have finished:

    /// The numbers of all packs, in the order of their IDs.
    [[nodiscard]] std::vector<PackNumber> packsById();
    /// The ID of a pack, after packsById().
    [[nodiscard]] const PackId& pack(PackNumber number) const;
    /// One more than the highest number of a pack.
    [[nodiscard]] PackNumber packNumberEnd() const noexcept { return packEnd_; }
    /// Appends the entries whose ID begins with the byte `partition`, in no order.
    /// **Threads:** any.
    void readPartition(std::size_t partition, std::vector<IndexEntry>& out) const;

  private:
    /// Entries of one partition, written at once.
    struct Piece {
        std::uint64_t offset = 0;
        std::uint32_t count = 0;
    };
    /// Packs of one feeder with numbers that follow each other.
    struct PackRun {
        PackNumber first = 0;
        std::uint32_t count = 0;
    };

    void writeEntries(std::size_t partition, std::span<const IndexEntry> entries);
    [[nodiscard]] PackNumber reservePacks(std::uint32_t count);
    void writePacks(PackNumber first, std::span<const PackId> packs);

    File entries_;
    File packs_;
    MappedFile mappedPacks_;
    std::atomic<std::uint64_t> entryBytes_ = 0;
    std::atomic<std::uint32_t> packEnd_ = 0;
    mutable Mutex mutex_;
    std::array<std::vector<Piece>, kPartitions> pieces_ TL_GUARDED_BY(mutex_);
    std::vector<PackRun> packRuns_ TL_GUARDED_BY(mutex_);
};

/// Fills a spill. **Threads:** one at a time.
class TableSpill::Feeder {
  public:
    /// `spill` must outlive the object.
    explicit Feeder(TableSpill& spill) : spill_{spill} {}

    void add(const IndexedPack& pack);
    /// Writes what is still in memory; without it, it is lost.
    void finish();

  private:
    [[nodiscard]] PackNumber numberFor(const PackId& pack);
    void flushPacks();

    TableSpill& spill_;
    std::array<std::vector<IndexEntry>, kPartitions> pending_;
    std::vector<PackId> packs_;
    PackNumber firstPack_ = 0;
};

}  // namespace tl::engine

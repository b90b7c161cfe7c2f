#include "infra/engine/index/table_writer.h"

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/mapped_file.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

/// From a pack's number in a source to its number in the new table.
using PackMap = std::vector<PackNumber>;

/// Gives the partitions their places in the table, in their order.
class PartitionPlaces {
  public:
    /// Waits until all partitions before `partition` have called. Returns the number of its first
    /// entry.
    EntryNumber take(std::size_t partition, std::size_t count, const std::stop_token& stop) {
        std::unique_lock lock{mutex_};
        if (!isNext_.wait(lock, stop, [&] { return next_ == partition; })) throw Cancelled{};
        if (entries_ + count >= std::numeric_limits<EntryNumber>::max())
            throw Error{ErrorKind::ResourceExhausted, "the index has more than 4 billion blobs"};
        const auto first = static_cast<EntryNumber>(entries_);
        entries_ += count;
        ++next_;
        isNext_.notify_all();
        return first;
    }

    [[nodiscard]] std::uint64_t total() const noexcept { return entries_; }

  private:
    std::mutex mutex_;
    std::condition_variable_any isNext_;
    std::size_t next_ = 0;
    std::uint64_t entries_ = 0;
};

/// Sorts entries whose ID begins with the same byte. Buffers are kept from call to call.
class PartitionSorter {
  public:
    /// Replaces `entries` by the sorted ones, each of them once.
    void sort(std::vector<IndexEntry>& entries) {
        // Entries are large; sorting short keys and moving each entry once takes half the time.
        keys_.clear();
        for (std::uint32_t i = 0; i < entries.size(); ++i)
            keys_.push_back({keyOf(entries[i].id), i});
        std::sort(keys_.begin(), keys_.end(), [&](const Key& a, const Key& b) {
            return a.bytes != b.bytes ? a.bytes < b.bytes : entries[a.at] < entries[b.at];
        });
        sorted_.clear();
        for (const Key& key : keys_)
            sorted_.push_back(entries[key.at]);
        sorted_.erase(std::unique(sorted_.begin(), sorted_.end()), sorted_.end());
        std::swap(entries, sorted_);
    }

  private:
    struct Key {
        std::uint64_t bytes = 0;
        std::uint32_t at = 0;
    };

    /// What follows the first byte, as a number that is ordered like the bytes.
    static std::uint64_t keyOf(const Digest& id) noexcept {
        std::uint64_t key = 0;
        for (std::size_t i = 1; i <= sizeof key; ++i)
            key = key << 8U | std::to_integer<std::uint64_t>(id[i]);
        return key;
    }

    std::vector<Key> keys_;
    std::vector<IndexEntry> sorted_;
};

class TableWriter {
  public:
    TableWriter(File& out, const TableContent& content, const TableSealer& sealer)
        : out_{out},
          content_{content},
          sealer_{sealer} {
        counts_.sources = content.sources.size();
        counts_.fanOutBits = content.fanOutBits;
        if (counts_.fanOutBits == 0)
            counts_.fanOutBits = chooseFanOutBits(content.spill.entryCount() +
                                                  (content.base ? content.base->entryCount() : 0));
        fanOut_.resize((std::size_t{1} << counts_.fanOutBits) + 1);
    }

    void write(std::size_t threads, const std::stop_token& stop) {
        writePacks();
        writeEntries(threads, stop);
        writeFanOut();
        const auto trailer = makeTrailer(threads, stop);
        out_.writeAllAt(TableLayout{counts_}.sourcesAt, trailer);
        // The header comes last: without it, the file is no table.
        out_.writeAllAt(0, sealer_.makeHeader(counts_, trailer));
    }

  private:
    void writePacks();
    void writeEntries(std::size_t threads, const std::stop_token& stop);
    void writePartition(std::size_t partition,
                        PartitionSorter& sorter,
                        std::vector<IndexEntry>& entries,
                        const std::stop_token& stop);
    void readPartition(std::size_t partition, std::vector<IndexEntry>& entries) const;
    void writeFanOut();
    [[nodiscard]] std::vector<std::byte> makeTrailer(std::size_t threads,
                                                     const std::stop_token& stop) const;

    File& out_;
    const TableContent& content_;
    const TableSealer& sealer_;
    TableCounts counts_;
    PackMap ofBase_;
    PackMap ofSpill_;
    PartitionPlaces places_;
    std::vector<EntryNumber> fanOut_;  ///< First the number of entries with each prefix.
};

/// Merges the packs of both sources, which are sorted, and takes note of the new numbers.
void TableWriter::writePacks() {
    constexpr std::size_t kPacksPerWrite = 4096;
    TableSpill& spill = content_.spill;
    const auto ofSpill = spill.packsById();
    ofSpill_.resize(spill.packNumberEnd());
    ofBase_.resize(content_.base ? content_.base->packCount() : 0);
    std::vector<PackId> pending;
    std::optional<PackId> last;
    const auto flush = [&] {
        out_.writeAllAt(kTableBlockSize + (counts_.packs - pending.size()) * sizeof(PackId),
                        std::as_bytes(std::span{pending}));
        pending.clear();
    };
    const auto numberFor = [&](const PackId& pack) {
        if (last != pack) {
            if (pending.size() == kPacksPerWrite) flush();
            pending.push_back(pack);
            last = pack;
            ++counts_.packs;
        }
        return static_cast<PackNumber>(counts_.packs - 1);
    };
    std::size_t base = 0;
    for (const PackNumber number : ofSpill) {
        const PackId& pack = spill.pack(number);
        for (; base < ofBase_.size(); ++base) {
            const PackId& other = content_.base->pack(static_cast<PackNumber>(base));
            if (pack < other) break;
            ofBase_[base] = numberFor(other);
        }
        ofSpill_[number] = numberFor(pack);
    }
    for (; base < ofBase_.size(); ++base)
        ofBase_[base] = numberFor(content_.base->pack(static_cast<PackNumber>(base)));
    flush();
    if (counts_.packs > kPacksMax)
        throw Error{ErrorKind::ResourceExhausted, "the index has more than 2 billion packs"};
}

void TableWriter::writeEntries(std::size_t threads, const std::stop_token& stop) {
    forEachWithWorkers(
        TableSpill::kPartitions, threads,
        [this] {
            return [this, sorter = PartitionSorter{}, entries = std::vector<IndexEntry>{}](
                       std::size_t partition, const std::stop_token& inner) mutable {
                writePartition(partition, sorter, entries, inner);
            };
        },
        stop);
    counts_.entries = places_.total();
}

void TableWriter::writePartition(std::size_t partition,
                                 PartitionSorter& sorter,
                                 std::vector<IndexEntry>& entries,
                                 const std::stop_token& stop) {
    entries.clear();
    readPartition(partition, entries);
    sorter.sort(entries);
    const EntryNumber first = places_.take(partition, entries.size(), stop);
    // Every prefix belongs to one partition, so the threads do not meet here.
    for (const IndexEntry& entry : entries)
        ++fanOut_[prefixOf(entry.id, counts_.fanOutBits) + 1];
    out_.writeAllAt(TableLayout{counts_}.entriesAt + std::uint64_t{first} * sizeof(IndexEntry),
                    std::as_bytes(std::span{entries}));
}

void TableWriter::readPartition(std::size_t partition, std::vector<IndexEntry>& entries) const {
    content_.spill.readPartition(partition, entries);
    for (IndexEntry& entry : entries)
        entry.setPack(ofSpill_[entry.pack()]);
    if (!content_.base) return;
    const auto range = content_.base->withFirstByte(static_cast<std::uint8_t>(partition));
    for (EntryNumber number = range.first; number < range.last; ++number) {
        entries.push_back(content_.base->entry(number));
        entries.back().setPack(ofBase_.at(entries.back().pack()));
    }
}

void TableWriter::writeFanOut() {
    for (std::size_t i = 1; i < fanOut_.size(); ++i)
        fanOut_[i] += fanOut_[i - 1];
    const TableLayout layout{counts_};
    out_.writeAllAt(layout.fanOutAt, std::as_bytes(std::span{fanOut_}));
    out_.truncate(layout.sourcesAt);  // The rest of the last block is zero.
}

std::vector<std::byte> TableWriter::makeTrailer(std::size_t threads,
                                                const std::stop_token& stop) const {
    constexpr std::size_t kBlocksPerTurn = 256;
    const TableLayout layout{counts_};
    const MappedFile mapped{out_};
    std::vector<BlockSeal> seals(layout.blockCount);
    forEachInParallel(
        (seals.size() + kBlocksPerTurn - 1) / kBlocksPerTurn, threads,
        [&](std::size_t turn, const std::stop_token&) {
            const std::size_t end = std::min(seals.size(), (turn + 1) * kBlocksPerTurn);
            for (std::size_t i = turn * kBlocksPerTurn; i < end; ++i)
                seals[i] = sealer_.sealBlock(
                    i, mapped.bytes().subspan((i + 1) * kTableBlockSize, kTableBlockSize));
        },
        stop);
    const auto sources = std::as_bytes(std::span{content_.sources});
    const auto sealBytes = std::as_bytes(std::span{seals});
    std::vector<std::byte> trailer{sources.begin(), sources.end()};
    trailer.insert(trailer.end(), sealBytes.begin(), sealBytes.end());
    return trailer;
}

}  // namespace

void writeTable(File& out,
                const TableContent& content,
                const TableSealer& sealer,
                std::size_t threads,
                const std::stop_token& stop) {
    TableWriter{out, content, sealer}.write(threads, stop);
}

}  // namespace tl::engine

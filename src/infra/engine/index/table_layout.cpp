#include "infra/engine/index/table_layout.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "infra/engine/crypto/sha256.h"

namespace tl::engine {

namespace {

constexpr std::uint64_t kMagic = 0x31'78'64'6e'69'2d'6c'74;  // "tl-indx1" on most machines
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kFanOutBitsMin = 8;  ///< A first byte is never split among prefixes.
constexpr std::uint32_t kFanOutBitsMax = 24;
constexpr std::uint64_t kEntriesPerPrefix = 16;
constexpr std::uint64_t kEntriesMax = std::numeric_limits<EntryNumber>::max();
constexpr std::uint64_t kSourcesMax = std::uint64_t{1} << 32U;

/// What the header block begins with; the rest of it is zero.
struct Header {
    std::uint64_t magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t fanOutBits = 0;
    std::uint64_t packs = 0;
    std::uint64_t entries = 0;
    std::uint64_t sources = 0;
    Digest seal{};
};
static_assert(sizeof(Header) == 72, "no padding, so that every byte is sealed");

std::uint64_t toWholeBlocks(std::uint64_t size) noexcept {
    return (size + kTableBlockSize - 1) / kTableBlockSize * kTableBlockSize;
}

bool isPossible(const TableCounts& counts) noexcept {
    return counts.packs <= kPacksMax && counts.entries <= kEntriesMax &&
           counts.sources <= kSourcesMax && counts.fanOutBits >= kFanOutBitsMin &&
           counts.fanOutBits <= kFanOutBitsMax;
}

template <typename T>
std::span<const std::byte> bytesOf(const T& value) noexcept {
    return std::as_bytes(std::span{&value, 1});
}

Digest sealHeader(const Digest& secret, Header header, std::span<const std::byte> trailer) {
    header.seal = {};
    Sha256 hash;
    hash.update(secret);
    hash.update(bytesOf(header));
    hash.update(trailer);
    return hash.finish();
}

}  // namespace

std::uint32_t chooseFanOutBits(std::uint64_t entryCount) noexcept {
    const auto bits = static_cast<std::uint32_t>(std::bit_width(entryCount / kEntriesPerPrefix));
    return std::clamp(bits, kFanOutBitsMin, kFanOutBitsMax);
}

std::uint32_t prefixOf(const Digest& id, std::uint32_t bits) noexcept {
    const std::uint32_t first = std::to_integer<std::uint32_t>(id[0]) << 16U |
                                std::to_integer<std::uint32_t>(id[1]) << 8U |
                                std::to_integer<std::uint32_t>(id[2]);
    return first >> (kFanOutBitsMax - bits);
}

TableLayout::TableLayout(const TableCounts& counts) noexcept {
    packsAt = kTableBlockSize;
    entriesAt = packsAt + toWholeBlocks(counts.packs * sizeof(PackId));
    fanOutAt = entriesAt + toWholeBlocks(counts.entries * sizeof(IndexEntry));
    const std::uint64_t prefixCount = std::uint64_t{1} << counts.fanOutBits;
    sourcesAt = fanOutAt + toWholeBlocks((prefixCount + 1) * sizeof(EntryNumber));
    blockCount = (sourcesAt - packsAt) / kTableBlockSize;
    sealsAt = sourcesAt + counts.sources * sizeof(IndexId);
    size = sealsAt + blockCount * sizeof(BlockSeal);
}

TableSealer::TableSealer(const Key& masterKey, std::string_view repositoryId) {
    constexpr std::string_view kPurpose = "TimeLocker index table";
    Sha256 hash;
    hash.update(masterKey.encryption);
    hash.update(std::as_bytes(std::span{kPurpose}));
    hash.update(std::as_bytes(std::span{repositoryId}));
    secret_ = hash.finish();
}

BlockSeal TableSealer::sealBlock(std::uint64_t number, std::span<const std::byte> block) const {
    Sha256 hash;
    hash.update(secret_);
    hash.update(bytesOf(number));
    hash.update(block);
    const Digest digest = hash.finish();
    BlockSeal seal;
    std::copy_n(digest.begin(), seal.size(), seal.begin());
    return seal;
}

std::array<std::byte, kTableBlockSize> TableSealer::makeHeader(
    const TableCounts& counts, std::span<const std::byte> trailer) const {
    Header header;
    header.fanOutBits = counts.fanOutBits;
    header.packs = counts.packs;
    header.entries = counts.entries;
    header.sources = counts.sources;
    header.seal = sealHeader(secret_, header, trailer);
    std::array<std::byte, kTableBlockSize> block{};
    std::memcpy(block.data(), &header, sizeof header);
    return block;
}

std::optional<TableCounts> TableSealer::tryReadHeader(std::span<const std::byte> table) const {
    if (table.size() < kTableBlockSize) return std::nullopt;
    Header header;
    std::memcpy(&header, table.data(), sizeof header);
    if (header.magic != kMagic || header.version != kVersion) return std::nullopt;
    const TableCounts counts{.packs = header.packs,
                             .entries = header.entries,
                             .sources = header.sources,
                             .fanOutBits = header.fanOutBits};
    if (!isPossible(counts)) return std::nullopt;
    const TableLayout layout{counts};
    if (table.size() != layout.size) return std::nullopt;
    if (sealHeader(secret_, header, table.subspan(layout.sourcesAt)) != header.seal)
        return std::nullopt;
    return counts;
}

}  // namespace tl::engine

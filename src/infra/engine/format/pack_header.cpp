#include "infra/engine/format/pack_header.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "infra/engine/format/corrupted.h"
#include "infra/errors/assert.h"

namespace tl::engine {

namespace {

// The low bit of an entry's type says tree, the next one compressed.
constexpr std::uint8_t kTreeBit = 1;
constexpr std::uint8_t kCompressedBit = 2;
constexpr std::size_t kLengthSize = 4;

void appendU32(std::vector<std::byte>& out, std::uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out.push_back(static_cast<std::byte>(value >> shift & 0xffU));
    }
}

std::uint32_t readU32(std::span<const std::byte> bytes) noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < kLengthSize; ++i) {
        value |= std::to_integer<std::uint32_t>(bytes[i]) << (8 * i);
    }
    return value;
}

/// Reads the entry that `rest` begins with and takes it away from it.
PackedBlob readEntry(std::span<const std::byte>& rest) {
    const auto type = std::to_integer<std::uint8_t>(rest[0]);
    if (type > (kTreeBit | kCompressedBit)) {
        throwCorrupted("pack header: unknown blob type " + std::to_string(type));
    }
    const bool isCompressed = (type & kCompressedBit) != 0;
    const std::size_t size = isCompressed ? kHeaderEntrySizePacked : kHeaderEntrySize;
    if (rest.size() < size) throwCorrupted("pack header: the last entry is cut off");

    PackedBlob blob;
    blob.handle.type = (type & kTreeBit) != 0 ? BlobType::Tree : BlobType::Data;
    blob.length = readU32(rest.subspan(1));
    if (isCompressed) {
        blob.uncompressedLength = readU32(rest.subspan(1 + kLengthSize));
        // 0 would turn it into an uncompressed blob; restic never compresses an empty one.
        if (blob.uncompressedLength == 0) throwCorrupted("pack header: an empty compressed blob");
    }
    if (blob.length < kBoxOverhead) throwCorrupted("pack header: a blob shorter than its box");
    std::memcpy(blob.handle.id.digest.data(), &rest[size - sizeof(Digest)], sizeof(Digest));
    rest = rest.subspan(size);
    return blob;
}

}  // namespace

std::vector<std::byte> writePackHeader(std::span<const PackedBlob> blobs) {
    std::vector<std::byte> header;
    header.reserve(blobs.size() * kHeaderEntrySizePacked);
    std::uint64_t offset = 0;
    for (const PackedBlob& blob : blobs) {
        TL_ASSERT(blob.offset == offset && blob.length >= kBoxOverhead);
        offset += blob.length;
        std::uint8_t type = blob.handle.type == BlobType::Tree ? kTreeBit : 0;
        if (blob.isCompressed()) type |= kCompressedBit;
        header.push_back(std::byte{type});
        appendU32(header, blob.length);
        if (blob.isCompressed()) appendU32(header, blob.uncompressedLength);
        header.insert(header.end(), blob.handle.id.digest.begin(), blob.handle.id.digest.end());
    }
    return header;
}

std::vector<PackedBlob> readPackHeader(std::span<const std::byte> header) {
    std::vector<PackedBlob> blobs;
    blobs.reserve(header.size() / kHeaderEntrySize);
    std::uint64_t offset = 0;
    for (std::span<const std::byte> rest = header; !rest.empty();) {
        PackedBlob& blob = blobs.emplace_back(readEntry(rest));
        blob.offset = static_cast<std::uint32_t>(offset);
        offset += blob.length;
        if (offset > std::numeric_limits<std::uint32_t>::max()) {
            throwCorrupted("pack header: the blobs take more than 4 GiB");
        }
    }
    return blobs;
}

std::size_t readHeaderLength(std::span<const std::byte, kHeaderLengthSize> lastBytes,
                             std::uint64_t packSizeBytes) {
    const std::uint64_t length = readU32(lastBytes);
    const std::uint64_t room =
        packSizeBytes - std::min<std::uint64_t>(packSizeBytes, kHeaderLengthSize);
    if (length < kBoxOverhead || length > kHeaderSizeMax || length > room) {
        throwCorrupted("pack header: a length of " + std::to_string(length) +
                       " bytes in a pack of " + std::to_string(packSizeBytes));
    }
    return length;
}

std::uint64_t packSizeOf(std::span<const PackedBlob> blobs) noexcept {
    std::uint64_t size = kBoxOverhead + kHeaderLengthSize;
    for (const PackedBlob& blob : blobs)
        size += blob.length + headerEntrySize(blob);
    return size;
}

}  // namespace tl::engine

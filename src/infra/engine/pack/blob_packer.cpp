#include "infra/engine/pack/blob_packer.h"

#include <algorithm>
#include <limits>

#include "infra/engine/format/pack_header.h"
#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// Trees are compressed even where data is not (format section 3).
CompressionMode effectiveMode(CompressionMode mode) noexcept {
    return mode == CompressionMode::Off ? CompressionMode::Automatic : mode;
}

}  // namespace

BlobPacker::BlobPacker(const Repository& repository,
                       PackWriter& packs,
                       const BlobPackingOptions& options)
    : repository_{repository},
      packs_{packs},
      options_{options},
      cipher_{repository.masterKey(), repository.random()},
      compressor_{effectiveMode(options.compression)} {}

std::uint32_t BlobPacker::add(const BlobHandle& handle,
                              std::span<const std::byte> plaintext,
                              const std::stop_token& stop) {
    TL_ASSERT(plaintext.size() < std::numeric_limits<std::uint32_t>::max() - kBoxOverhead);
    std::span<const std::byte> payload = plaintext;
    PackedBlob blob{.handle = handle, .offset = 0, .length = 0, .uncompressedLength = 0};
    if (shouldCompress(handle.type, plaintext)) {
        scratch_.resize(compressedSizeMax(plaintext.size()));
        scratch_.resize(compressor_.compress(plaintext, scratch_.bytes()));
        // A pack with uncompressed trees is one that restic's prune writes again.
        if (handle.type == BlobType::Tree || options_.use == CompressionUse::Always ||
            scratch_.size() < plaintext.size()) {
            payload = scratch_.bytes();
            blob.uncompressedLength = static_cast<std::uint32_t>(plaintext.size());
        }
    }
    blob.length = static_cast<std::uint32_t>(payload.size() + kBoxOverhead);
    return seal(
        blob, payload, [&](auto box) { return holdsBlob(box, blob); }, stop);
}

std::uint32_t BlobPacker::addEncoded(const PackedBlob& blob,
                                     std::span<const std::byte> payload,
                                     const std::stop_token& stop) {
    TL_ASSERT(blob.length == payload.size() + kBoxOverhead);
    return seal(
        blob, payload, [&](auto box) { return holds(box, payload); }, stop);
}

template <typename Check>
std::uint32_t BlobPacker::seal(const PackedBlob& blob,
                               std::span<const std::byte> payload,
                               const Check& isIntact,
                               const std::stop_token& stop) {
    auto reservation = packs_.reserve(blob, stop);
    cipher_.seal(payload, reservation.place());
    if (options_.extraVerify == ExtraVerify::On && !isIntact(reservation.place())) {
        throw Error{ErrorKind::Internal,
                    "a blob that was just sealed cannot be opened again; this machine's memory or "
                    "processor may be faulty, so nothing more is stored",
                    {{"blob", blob.handle.id.hex()}}};
    }
    packs_.commit(std::move(reservation));
    return static_cast<std::uint32_t>(blob.length + headerEntrySize(blob));
}

bool BlobPacker::shouldCompress(BlobType type, std::span<const std::byte> plaintext) {
    if (repository_.config().version < 2 || plaintext.empty()) return false;
    if (type == BlobType::Tree || options_.use == CompressionUse::Always) return true;
    switch (options_.compression) {
        case CompressionMode::Off:
            return false;
        case CompressionMode::Fastest:
        case CompressionMode::Automatic:
            return !compressor_.looksIncompressible(plaintext);
        case CompressionMode::Better:
        case CompressionMode::Maximum:
            return true;
    }
    return true;
}

/// Decrypts or decompresses piece by piece: the plaintext is hashed while it is in the cache, and
/// takes no memory.
bool BlobPacker::holdsBlob(std::span<const std::byte> box, const PackedBlob& blob) {
    if (!blob.isCompressed()) {
        return cipher_.tryOpenInPieces(box, [this](auto piece) { hash_.update(piece); }) &&
               hash_.finish() == blob.handle.id.digest;
    }
    scratch_.resize(box.size() - kBoxOverhead);
    if (!cipher_.tryOpen(box, scratch_.bytes())) return false;
    try {
        decompressor_.decompressInPieces(scratch_.bytes(), blob.uncompressedLength,
                                         [this](auto piece) { hash_.update(piece); });
    } catch (const Error&) {
        (void)hash_.finish();
        return false;
    }
    return hash_.finish() == blob.handle.id.digest;
}

bool BlobPacker::holds(std::span<const std::byte> box, std::span<const std::byte> payload) {
    scratch_.resize(box.size() - kBoxOverhead);
    return cipher_.tryOpen(box, scratch_.bytes()) && std::ranges::equal(scratch_.bytes(), payload);
}

}  // namespace tl::engine

#include "infra/engine/pack/blob_saver.h"

#include <limits>

#include "infra/engine/crypto/sha256.h"
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

BlobSaver::BlobSaver(const Repository& repository,
                     BlobClaims& claims,
                     PackWriter& packs,
                     const BlobSaverOptions& options)
    : repository_{repository},
      claims_{claims},
      packs_{packs},
      options_{options},
      cipher_{repository.masterKey(), repository.random()},
      compressor_{effectiveMode(options.compression)} {}

SavedBlob BlobSaver::save(BlobType type,
                          std::span<const std::byte> plaintext,
                          const std::stop_token& stop) {
    TL_ASSERT(plaintext.size() < std::numeric_limits<std::uint32_t>::max() - kBoxOverhead);
    hash_.update(plaintext);
    const BlobHandle handle{type, BlobId{hash_.finish()}};
    if (!claims_.tryClaim(handle)) return {handle.id, false, 0};

    std::span<const std::byte> payload = plaintext;
    PackedBlob blob{.handle = handle, .offset = 0, .length = 0, .uncompressedLength = 0};
    if (shouldCompress(type, plaintext)) {
        scratch_.resize(compressedSizeMax(plaintext.size()));
        scratch_.resize(compressor_.compress(plaintext, scratch_.bytes()));
        // A pack with uncompressed trees is one that restic's prune writes again.
        if (type == BlobType::Tree || scratch_.size() < plaintext.size()) {
            payload = scratch_.bytes();
            blob.uncompressedLength = static_cast<std::uint32_t>(plaintext.size());
        }
    }
    blob.length = static_cast<std::uint32_t>(payload.size() + kBoxOverhead);
    auto reservation = packs_.reserve(blob, stop);
    cipher_.seal(payload, reservation.place());
    if (options_.extraVerify == ExtraVerify::On) verify(blob, reservation.place());
    packs_.commit(std::move(reservation), stop);
    return {handle.id, true, static_cast<std::uint32_t>(blob.length + headerEntrySize(blob))};
}

bool BlobSaver::shouldCompress(BlobType type, std::span<const std::byte> plaintext) {
    if (repository_.config().version < 2 || plaintext.empty()) return false;
    if (type == BlobType::Tree) return true;
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

void BlobSaver::verify(const PackedBlob& blob, std::span<const std::byte> box) {
    if (isIntact(blob, box)) return;
    throw Error{
        ErrorKind::Internal,
        "a blob that was just sealed cannot be opened again; this machine's memory or processor "
        "may be faulty, so nothing more is stored",
        {{"blob", blob.handle.id.hex()}}};
}

/// Decompresses piece by piece: the plaintext is hashed while it is in the cache, and takes no
/// memory.
bool BlobSaver::isIntact(const PackedBlob& blob, std::span<const std::byte> box) {
    scratch_.resize(box.size() - kBoxOverhead);
    if (!cipher_.tryOpen(box, scratch_.bytes())) return false;
    if (!blob.isCompressed()) {
        hash_.update(scratch_.bytes());
        return hash_.finish() == blob.handle.id.digest;
    }
    try {
        decompressor_.decompressInPieces(scratch_.bytes(), blob.uncompressedLength,
                                         [this](auto piece) { hash_.update(piece); });
    } catch (const Error&) {
        (void)hash_.finish();
        return false;
    }
    return hash_.finish() == blob.handle.id.digest;
}

}  // namespace tl::engine

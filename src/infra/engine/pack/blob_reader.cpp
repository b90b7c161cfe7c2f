#include "infra/engine/pack/blob_reader.h"

#include <utility>

#include "infra/engine/format/pack_header.h"

namespace tl::engine {

namespace {

/// Bounds what a forged index can make us allocate. Chunks have at most 8 MiB, but the tree of a
/// folder with millions of entries may be large.
constexpr std::size_t kPlaintextMax = std::size_t{2} << 30U;

/// What BoxCipher opens in place: it lies behind the IV.
std::span<std::byte> payloadOf(std::span<std::byte> box) {
    return box.subspan(16, box.size() - kBoxOverhead);
}

/// What is impossible about them, before anything is allocated.
std::optional<std::string> describeSizes(const PackedBlob& blob, std::size_t boxSize) {
    if (boxSize < kBoxOverhead || boxSize != blob.length) return "it is cut short";
    if (blob.plaintextLength() > kPlaintextMax) return "the index gives it an impossible size";
    return std::nullopt;
}

}  // namespace

BlobDecoder::BlobDecoder(const Repository& repository)
    : cipher_{repository.masterKey(), repository.random()} {}

std::optional<std::string> BlobDecoder::tryDecode(const PackedBlob& blob,
                                                  std::span<const std::byte> box,
                                                  Buffer& plaintext) {
    Unpacked unpacked = tryUnpack(blob, box, plaintext);
    if (unpacked.problem) return std::move(unpacked.problem);
    if (sha256(unpacked.plaintext) != blob.handle.id.digest) return kWrongContent;
    return std::nullopt;
}

BlobDecoder::Unpacked BlobDecoder::tryUnpack(const PackedBlob& blob,
                                             std::span<const std::byte> box,
                                             Buffer& plaintext) {
    if (auto problem = describeSizes(blob, box.size())) return {{}, std::move(problem)};
    Buffer& opened = blob.isCompressed() ? compressed_ : plaintext;
    opened.resize(box.size() - kBoxOverhead);
    return tryUnpackTo(blob, box, opened.bytes(), plaintext);
}

BlobDecoder::Unpacked BlobDecoder::tryUnpackInPlace(const PackedBlob& blob,
                                                    std::span<std::byte> box,
                                                    Buffer& plaintext) {
    if (auto problem = describeSizes(blob, box.size())) return {{}, std::move(problem)};
    return tryUnpackTo(blob, box, payloadOf(box), plaintext);
}

BlobDecoder::Unpacked BlobDecoder::tryUnpackTo(const PackedBlob& blob,
                                               std::span<const std::byte> box,
                                               std::span<std::byte> opened,
                                               Buffer& plaintext) {
    if (!cipher_.tryOpen(box, opened)) return {{}, "its authentication code is wrong"};
    if (!blob.isCompressed()) return {opened, std::nullopt};
    plaintext.resize(blob.uncompressedLength);
    try {
        decompressor_.decompress(opened, plaintext.bytes());
    } catch (const Error& error) {
        return {{}, error.what()};
    }
    return {plaintext.bytes(), std::nullopt};
}

std::optional<std::string> BlobDecoder::tryOpen(const PackedBlob& blob,
                                                std::span<const std::byte> box,
                                                Buffer& payload) {
    if (box.size() < kBoxOverhead || box.size() != blob.length) return "it is cut short";
    payload.resize(box.size() - kBoxOverhead);
    if (!cipher_.tryOpen(box, payload.bytes())) return "its authentication code is wrong";
    std::optional<std::string> problem;
    if (blob.isCompressed()) {
        try {
            decompressor_.decompressInPieces(payload.bytes(), blob.uncompressedLength,
                                             [this](auto piece) { hash_.update(piece); });
        } catch (const Error& error) {
            problem = error.what();
        }
    } else {
        hash_.update(payload.bytes());
    }
    // Asked for in any case: it makes the hash ready for the next blob.
    const bool isRight = hash_.finish() == blob.handle.id.digest;
    if (!problem && !isRight) problem = kWrongContent;
    return problem;
}

BlobReader::BlobReader(const Repository& repository, const BlobIndex& index)
    : repository_{repository},
      index_{index},
      decoder_{repository} {}

std::span<const std::byte> BlobReader::load(const BlobHandle& handle, const std::stop_token& stop) {
    // Nearly always the first place is right, so the others are looked up only when it is not.
    const auto first = index_.find(handle);
    if (!first)
        throw Error{ErrorKind::NotFound, "no index lists this blob", {{"blob", handle.id.hex()}}};
    const auto failure = tryLoadFrom(*first, stop);
    if (!failure) return plaintext_.bytes();
    for (const StoredBlob& place : index_.findAll(handle)) {
        if (place == *first) continue;
        if (!tryLoadFrom(place, stop)) return plaintext_.bytes();
    }
    throw Error{*failure};
}

std::optional<Error> BlobReader::tryLoadFrom(const StoredBlob& place, const std::stop_token& stop) {
    const storage::FileId pack{.type = storage::FileType::Pack,
                               .name = place.pack.hex(),
                               .holdsTrees = place.blob.handle.type == BlobType::Tree};
    auto failure = tryLoadFrom(place, pack, stop);
    if (failure && repository_.backend().dropCopy(pack)) return tryLoadFrom(place, pack, stop);
    return failure;
}

std::optional<Error> BlobReader::tryLoadFrom(const StoredBlob& place,
                                             const storage::FileId& pack,
                                             const std::stop_token& stop) {
    const auto failFor = [&place](ErrorKind kind, const std::string& problem) {
        return Error{kind,
                     "a blob cannot be read: " + problem,
                     {{"blob", place.blob.handle.id.hex()}, {"pack", place.pack.hex()}}};
    };
    box_.resize(place.blob.length);
    std::optional<std::size_t> got;
    try {
        got = repository_.backend().tryLoadRange(pack, place.blob.offset, box_.bytes(), stop);
    } catch (const Error& error) {
        // A bad spot of the disk: another copy may lie on a good one.
        return failFor(error.kind(), error.what());
    }
    if (!got) return failFor(ErrorKind::Corrupted, "its pack is missing");
    const auto problem = decoder_.tryDecode(place.blob, box_.bytes().first(*got), plaintext_);
    if (problem) return failFor(ErrorKind::Corrupted, *problem);
    return std::nullopt;
}

}  // namespace tl::engine

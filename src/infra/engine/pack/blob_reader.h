// Reading blobs back: from pack to checked plaintext.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/compression.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"
#include "infra/errors/error.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

/// What is wrong with a blob whose hash is another one.
inline constexpr const char* kWrongContent = "its content does not match its ID";

/// Turns a blob's box into its plaintext. Keeps its contexts, so a thread should keep one.
/// **Threads:** one at a time.
class BlobDecoder {
  public:
    /// `repository` must outlive the object.
    explicit BlobDecoder(const Repository& repository);

    /// Opens `box`, decompresses it and compares the SHA-256 with the blob's ID. `plaintext` is
    /// replaced. Returns what is wrong with it in words, or nothing when it is right.
    [[nodiscard]] std::optional<std::string> tryDecode(const PackedBlob& blob,
                                                       std::span<const std::byte> box,
                                                       Buffer& plaintext);
    /// A plaintext whose SHA-256 is still to be compared, or what is wrong with the box.
    struct Unpacked {
        std::span<const std::byte> plaintext;
        std::optional<std::string> problem;
    };
    /// As tryDecode without the SHA-256 (PairedDecoder). The plaintext is in `plaintext`.
    [[nodiscard]] Unpacked tryUnpack(const PackedBlob& blob,
                                     std::span<const std::byte> box,
                                     Buffer& plaintext);
    /// As tryUnpack, over the box: a plaintext that is not compressed stays in it.
    [[nodiscard]] Unpacked tryUnpackInPlace(const PackedBlob& blob,
                                            std::span<std::byte> box,
                                            Buffer& plaintext);
    /// As tryDecode, but what the box holds stays as it is, compressed or not: for storing it
    /// again. The check decompresses piece by piece and takes no memory.
    [[nodiscard]] std::optional<std::string> tryOpen(const PackedBlob& blob,
                                                     std::span<const std::byte> box,
                                                     Buffer& payload);

  private:
    /// Opens the box to `opened`, which has its payload's size, and decompresses that if need be.
    [[nodiscard]] Unpacked tryUnpackTo(const PackedBlob& blob,
                                       std::span<const std::byte> box,
                                       std::span<std::byte> opened,
                                       Buffer& plaintext);

    BoxCipher cipher_;
    Decompressor decompressor_;
    Sha256 hash_;
    Buffer compressed_;
};

/// Loads single blobs. For many blobs of one pack, read the pack's range once and use BlobDecoder.
/// **Threads:** one at a time.
class BlobReader {
  public:
    /// Both must outlive the object.
    BlobReader(const Repository& repository, const BlobIndex& index);

    /// The blob's plaintext, borrowed until the next call. Tries every place that the index knows.
    /// **Errors:** NotFound when no index lists it, Corrupted when no copy is right; what the
    /// backend throws when it does so for the first copy, and no other is right.
    [[nodiscard]] std::span<const std::byte> load(const BlobHandle& handle,
                                                  const std::stop_token& stop);

  private:
    /// What is wrong with the copy at `place`; nothing when plaintext_ is the blob.
    [[nodiscard]] std::optional<Error> tryLoadFrom(const StoredBlob& place,
                                                   const std::stop_token& stop);
    [[nodiscard]] std::optional<Error> tryLoadFrom(const StoredBlob& place,
                                                   const storage::FileId& pack,
                                                   const std::stop_token& stop);

    const Repository& repository_;
    const BlobIndex& index_;
    BlobDecoder decoder_;
    Buffer box_;
    Buffer plaintext_;
};

}  // namespace tl::engine

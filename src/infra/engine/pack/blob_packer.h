// From the plaintext of a blob to its box in a pack: compress, seal, check.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>

#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/compression.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

enum class ExtraVerify : std::uint8_t { Off, On };

enum class CompressionUse : std::uint8_t {
    WhereUseful,  ///< Data that does not shrink is stored plain.
    Always,       ///< But for empty blobs.
};

struct BlobPackingOptions {
    CompressionMode compression = CompressionMode::Automatic;
    CompressionUse use = CompressionUse::WhereUseful;
    /// Open every new box again and compare before it goes out: a memory or processor fault shows
    /// here and not when the file is needed.
    ExtraVerify extraVerify = ExtraVerify::On;
};

/// Stores blobs whether or not the repository has them. Keeps its contexts, so each thread has one.
/// **Threads:** one at a time.
class BlobPacker {
  public:
    /// Both must outlive the object.
    BlobPacker(const Repository& repository, PackWriter& packs, const BlobPackingOptions& options);

    /// Stores `plaintext`, whose SHA-256 `handle` must have; compressed where that makes sense.
    /// Returns the bytes it takes in the repository, with its header entry.
    /// **Errors:** Internal when the extra check fails; what storing an earlier pack threw.
    std::uint32_t add(const BlobHandle& handle,
                      std::span<const std::byte> plaintext,
                      const std::stop_token& stop);

    /// Stores a blob as it was stored before: `payload` is what its box held, compressed if `blob`
    /// says so. `blob.length` is that of the box. As add().
    std::uint32_t addEncoded(const PackedBlob& blob,
                             std::span<const std::byte> payload,
                             const std::stop_token& stop);

  private:
    [[nodiscard]] bool shouldCompress(BlobType type, std::span<const std::byte> plaintext);
    /// Seals `payload` into a pack; `isIntact` looks at the box before it goes out.
    template <typename Check>
    std::uint32_t seal(const PackedBlob& blob,
                       std::span<const std::byte> payload,
                       const Check& isIntact,
                       const std::stop_token& stop);
    [[nodiscard]] bool holdsBlob(std::span<const std::byte> box, const PackedBlob& blob);
    [[nodiscard]] bool holds(std::span<const std::byte> box, std::span<const std::byte> payload);

    const Repository& repository_;
    PackWriter& packs_;
    const BlobPackingOptions options_;
    BoxCipher cipher_;
    Compressor compressor_;
    Decompressor decompressor_;
    Sha256 hash_;
    Buffer scratch_;  ///< The compressed form; once it is sealed, what the check opens.
};

}  // namespace tl::engine

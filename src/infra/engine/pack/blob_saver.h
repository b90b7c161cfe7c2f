// From plaintext to a blob in a pack: hash, look whether it is known, compress, seal, check.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>

#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/compression.h"
#include "infra/engine/index/blob_claims.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

enum class ExtraVerify : std::uint8_t { Off, On };

struct BlobSaverOptions {
    CompressionMode compression = CompressionMode::Automatic;
    /// Open every new box again and compare before it goes out: a memory or processor fault shows
    /// here and not when the file is needed.
    ExtraVerify extraVerify = ExtraVerify::On;
};

struct SavedBlob {
    BlobId id;
    bool isNew = false;
    std::uint32_t storedSize =
        0;  ///< Bytes in the repository, with its header entry; 0 unless new.
};

/// Keeps its contexts, so each thread has one. **Threads:** one at a time.
class BlobSaver {
  public:
    /// All three must outlive the object.
    BlobSaver(const Repository& repository,
              BlobClaims& claims,
              PackWriter& packs,
              const BlobSaverOptions& options);

    /// Stores `plaintext` unless the repository has it. `plaintext` has less than 4 GiB.
    /// **Errors:** Internal when the extra check fails; what storing an earlier pack threw.
    SavedBlob save(BlobType type,
                   std::span<const std::byte> plaintext,
                   const std::stop_token& stop);

  private:
    [[nodiscard]] bool shouldCompress(BlobType type, std::span<const std::byte> plaintext);
    void verify(const PackedBlob& blob, std::span<const std::byte> box);
    [[nodiscard]] bool isIntact(const PackedBlob& blob, std::span<const std::byte> box);

    const Repository& repository_;
    BlobClaims& claims_;
    PackWriter& packs_;
    const BlobSaverOptions options_;
    BoxCipher cipher_;
    Compressor compressor_;
    Decompressor decompressor_;
    Sha256 hash_;
    Buffer scratch_;  ///< The compressed form; once it is sealed, what the check opens.
};

}  // namespace tl::engine

// Storing what is new: hash, look whether it is known, and only then pack it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/index/blob_claims.h"
#include "infra/engine/pack/blob_packer.h"
#include "infra/engine/pack/pack_writer.h"

namespace tl::engine {

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
              const BlobPackingOptions& options);

    /// Stores `plaintext` unless the repository has it. `plaintext` has less than 4 GiB.
    /// **Errors:** Internal when the extra check fails; what storing an earlier pack threw.
    SavedBlob save(BlobType type,
                   std::span<const std::byte> plaintext,
                   const std::stop_token& stop);

  private:
    BlobClaims& claims_;
    BlobPacker packer_;
    Sha256 hash_;
};

}  // namespace tl::engine

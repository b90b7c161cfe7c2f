#include "infra/engine/repair/new_blobs.h"

#include "infra/engine/crypto/sha256.h"

namespace tl::engine {

NewBlobs::NewBlobs(const Repository& repository, const Clock& clock, const StoringOptions& options)
    : index_{repository, clock},
      packs_{repository, index_, options.packSizeBytes},
      packer_{repository, packs_, options.packing} {}

BlobId NewBlobs::save(BlobType type,
                      std::span<const std::byte> plaintext,
                      const std::stop_token& stop) {
    const BlobHandle handle{type, BlobId{sha256(plaintext)}};
    if (stored_.insert(handle).second) (void)packer_.add(handle, plaintext, stop);
    return handle.id;
}

void NewBlobs::finish(const std::stop_token& stop) {
    packs_.finish(stop);
    index_.flush(stop);
}

}  // namespace tl::engine

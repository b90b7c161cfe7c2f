#include "infra/engine/pack/blob_saver.h"

namespace tl::engine {

BlobSaver::BlobSaver(const Repository& repository,
                     BlobClaims& claims,
                     PackWriter& packs,
                     const BlobPackingOptions& options)
    : claims_{claims},
      packer_{repository, packs, options} {}

SavedBlob BlobSaver::save(BlobType type,
                          std::span<const std::byte> plaintext,
                          const std::stop_token& stop) {
    hash_.update(plaintext);
    const BlobHandle handle{type, BlobId{hash_.finish()}};
    if (!claims_.tryClaim(handle)) return {handle.id, false, 0};
    return {handle.id, true, packer_.add(handle, plaintext, stop)};
}

}  // namespace tl::engine

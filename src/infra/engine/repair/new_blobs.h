// Where a repair stores what it makes: blobs into packs, packs into the index.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <unordered_set>

#include "infra/engine/format/blob.h"
#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/blob_packer.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/clock.h"

namespace tl::engine {

/// How new blobs are stored.
struct StoringOptions {
    BlobPackingOptions packing{};
    std::size_t packSizeBytes = std::size_t{16} << 20U;
};

/// Stores every blob it is given, once, even if the index lists it already: in a damaged repository
/// what is listed need not be readable. **Threads:** one at a time.
class NewBlobs {
  public:
    /// `repository` and `clock` must outlive the object.
    NewBlobs(const Repository& repository, const Clock& clock, const StoringOptions& options);

    BlobId save(BlobType type, std::span<const std::byte> plaintext, const std::stop_token& stop);

    /// Waits until all is stored and indexed; to be called once, last. Without it, what is not
    /// stored yet is dropped.
    void finish(const std::stop_token& stop);

  private:
    IndexWriter index_;
    PackWriter packs_;
    BlobPacker packer_;
    std::unordered_set<BlobHandle> stored_;
};

}  // namespace tl::engine

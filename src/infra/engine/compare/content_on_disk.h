// Whether a file on the disk has the content that a snapshot knows as a list of blobs: each range
// is read and its SHA-256 compared with the blob's ID. Nothing is fetched from the repository.

#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/index/blob_index.h"
#include "infra/platform/file.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

/// Keeps its buffer. **Threads:** one at a time.
class ContentOnDisk {
  public:
    ContentOnDisk();

    /// Whether `sizeBytes` of the file from `offset` on are the blob `id`.
    /// **Errors:** those of File; Cancelled.
    [[nodiscard]] bool isAt(const File& file,
                            std::uint64_t offset,
                            std::uint64_t sizeBytes,
                            const BlobId& id,
                            const std::stop_token& stop);

    /// Whether the file is these blobs and nothing else.
    /// **Errors:** those of File; NotFound for a blob that no index lists; Cancelled.
    [[nodiscard]] bool isAll(const File& file,
                             std::span<const BlobId> content,
                             const BlobIndex& index,
                             const std::stop_token& stop);

  private:
    Sha256 hash_;
    Buffer buffer_;
};

}  // namespace tl::engine

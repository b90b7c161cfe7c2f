// Reading all that can be read of one damaged pack.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "infra/engine/format/blob.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/repository/repository.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

struct PackSalvage {
    std::vector<BlobHandle> saved{};
    std::vector<BlobHandle> lost{};
    bool isMissing = false;  ///< There is no such pack.
    /// Something could not be read because the device or the connection failed, not because the
    /// pack is damaged.
    bool isReadingIncomplete = false;
};

/// **Threads:** one at a time.
class PackSalvager {
  public:
    using Keep = std::function<void(BlobType type, std::span<const std::byte> plaintext)>;

    /// `repository` must outlive the object.
    explicit PackSalvager(const Repository& repository);

    /// Calls `keep` with each blob of `pack` that can be read, once. `indexed` is what the index
    /// says of the pack; what the pack's header says is added to it. Each blob is read by itself
    /// and a second time when it seems damaged, so that a bad sector costs no more than its blob.
    [[nodiscard]] PackSalvage salvage(const PackId& pack,
                                      std::span<const PackedBlob> indexed,
                                      const Keep& keep,
                                      const std::stop_token& stop);

  private:
    enum class Reading : std::uint8_t { Good, Damaged, Failed };

    [[nodiscard]] std::vector<PackedBlob> readHeader(const PackId& pack,
                                                     std::uint64_t sizeBytes,
                                                     const std::stop_token& stop) const;
    [[nodiscard]] Reading read(const PackId& pack,
                               const PackedBlob& blob,
                               const std::stop_token& stop);

    const Repository& repository_;
    BlobDecoder decoder_;
    Buffer box_;
    Buffer plaintext_;
};

}  // namespace tl::engine

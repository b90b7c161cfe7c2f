// Reading a whole pack and comparing all of it: with its name, with itself, with the index.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/check/check_index.h"
#include "infra/engine/crypto/box.h"
#include "infra/engine/format/blob.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/repository/repository.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

/// What is wrong with a pack.
struct PackVerdict {
    std::vector<std::string> problems;  ///< A sentence each; empty: it is sound.
    std::vector<BlobHandle> damaged;    ///< The blobs that this pack does not give back.
};

/// **Threads:** one at a time; a thread should keep one.
class PackVerifier {
  public:
    /// Both must outlive the object.
    PackVerifier(const Repository& repository, const CheckedIndex& index);

    /// Checks the pack whose content is `bytes`: that its SHA-256 is its name, that its header can
    /// be read, fits its size and says what the index says, and that every blob is authentic,
    /// decompresses and has the SHA-256 of its ID.
    [[nodiscard]] PackVerdict verify(const PackId& pack, std::span<const std::byte> bytes);

  private:
    [[nodiscard]] std::vector<PackedBlob> readHeader(std::span<const std::byte> bytes);
    void compareWithIndex(const PackId& pack,
                          std::span<const PackedBlob> header,
                          PackVerdict& verdict) const;
    [[nodiscard]] std::vector<PackedBlob> indexedBlobs(const PackId& pack) const;
    void verifyBlob(const PackedBlob& blob, std::span<const std::byte> bytes, PackVerdict& verdict);

    const CheckedIndex& index_;
    BoxCipher cipher_;
    BlobDecoder decoder_;
    Buffer plaintext_;
};

}  // namespace tl::engine

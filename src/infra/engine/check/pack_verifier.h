// Reading a whole pack and comparing all of it: with its name, with itself, with the index.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/check/check_index.h"
#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/blob.h"
#include "infra/engine/pack/paired_decoder.h"
#include "infra/engine/repository/repository.h"

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
    [[nodiscard]] std::vector<PackedBlob> onlyIndexedBlobs(
        const PackId& pack, std::span<const PackedBlob> header) const;
    /// Decodes the blobs and hashes the pack along as far as their boxes reach, in the order of
    /// their offsets, so that what is hashed was just read.
    void verifyBlobs(std::span<const PackedBlob> blobs,
                     std::span<const std::byte> bytes,
                     PackVerdict& verdict);
    static void addDamage(const BlobHandle& handle,
                          const std::string& problem,
                          PackVerdict& verdict);

    const CheckedIndex& index_;
    BoxCipher cipher_;
    PairedDecoder decoder_;
    Sha256 hash_;                  ///< Of the pack.
    std::size_t hashedBytes_ = 0;  ///< So far.
};

}  // namespace tl::engine

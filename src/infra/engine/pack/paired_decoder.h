// Reading back many blobs whose hashes are computed two side by side (PairedHashing).

#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

/// A blob that was decoded, or what is wrong with it in words.
struct DecodedBlob {
    std::size_t number = 0;  ///< As it was added.
    BlobHandle handle;
    std::span<const std::byte> plaintext;  ///< Borrowed for the call.
    std::optional<std::string> problem;
};

/// Takes blobs as BlobDecoder::tryDecode does, and gives each to `visit` once it is known to be
/// right or wrong: during the call that adds it, or a later one. Keeps its contexts and two
/// plaintexts, so a thread should keep one. **Threads:** one at a time.
class PairedDecoder {
  public:
    using Visit = std::function<void(const DecodedBlob& blob)>;

    /// `repository` must outlive the object.
    explicit PairedDecoder(const Repository& repository) : decoder_{repository} {}

    /// `box`, which is what could be read of the blob's box, is not needed any longer afterwards.
    /// **Errors:** what `visit` throws. The object must not be used after one.
    void add(std::size_t number,
             const PackedBlob& blob,
             std::span<const std::byte> box,
             const Visit& visit);
    /// As add(), but decrypts over the box, which is borrowed until the blob was visited, and saves
    /// the memory for it.
    void addInPlace(std::size_t number,
                    const PackedBlob& blob,
                    std::span<std::byte> box,
                    const Visit& visit);
    /// Hashes other bytes along, which are borrowed until a later call is over, unless that hash
    /// still has some to finish: then it returns false, and they are to be given again.
    [[nodiscard]] bool tryHashAlong(Sha256& hash,
                                    std::span<const std::byte> bytes,
                                    const Visit& visit);
    /// Visits the rest, and finishes what is hashed along.
    void finish(const Visit& visit);

  private:
    struct Slot {
        bool isTaken = false;
        std::size_t number = 0;
        BlobHandle handle;
        std::span<const std::byte> plaintext;  ///< In `memory`, or in a box.
        Buffer memory;
        Sha256 hash;
    };

    template <typename Unpack>
    void add(std::size_t number, const PackedBlob& blob, const Unpack& unpack, const Visit& visit);
    [[nodiscard]] Slot& freeSlot(std::size_t plaintextLength, const Visit& visit);
    void visitFinished(const Visit& visit);

    BlobDecoder decoder_;
    PairedHashing hashing_;
    std::array<Slot, 2> slots_;  ///< At most one is taken between calls.
};

}  // namespace tl::engine

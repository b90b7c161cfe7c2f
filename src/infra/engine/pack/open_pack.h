// A pack that is being filled (format section 4).

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "infra/engine/crypto/box.h"
#include "infra/engine/format/blob.h"
#include "infra/resources/buffer.h"

namespace tl::engine {

/// Room for boxes in one buffer. Places are reserved one after the other; then each is filled, by
/// several threads at once if need be.
/// **Threads:** reserve() one at a time; the places it gave may be written meanwhile.
class OpenPack {
  public:
    /// `buffer` is used as far as its capacity reaches, less what the header needs.
    explicit OpenPack(Buffer buffer) : bytes_{std::move(buffer)} {}

    /// True when `boxLength` more bytes fit without moving what is there.
    [[nodiscard]] bool hasRoomFor(std::size_t boxLength) const noexcept;
    /// The place of a new blob's box; `blob.offset` is set by it. hasRoomFor() must hold, or the
    /// pack be empty (asserted).
    [[nodiscard]] std::span<std::byte> reserve(PackedBlob blob);
    /// Moves all of `other` behind what is here. Both must be filled, and together have room.
    void merge(const OpenPack& other);

    [[nodiscard]] std::size_t sizeBytes() const noexcept { return bytes_.size(); }
    [[nodiscard]] const std::vector<PackedBlob>& blobs() const noexcept { return blobs_; }

    /// Appends the header; afterwards bytes() is the pack file.
    void finish(BoxCipher& cipher);
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_.bytes(); }
    /// Gives the memory back for reuse.
    [[nodiscard]] Buffer takeBuffer() { return std::move(bytes_); }

  private:
    Buffer bytes_;
    std::vector<PackedBlob> blobs_;
};

/// How many blobs a header can list: it may have 16 MiB at most.
inline constexpr std::size_t kPackBlobsMax = 400000;

}  // namespace tl::engine

#include "infra/engine/pack/open_pack.h"

#include <array>

#include "infra/engine/format/pack_header.h"
#include "infra/errors/assert.h"

namespace tl::engine {

bool OpenPack::hasRoomFor(std::size_t boxLength) const noexcept {
    return bytes_.size() + boxLength <= bytes_.capacity() && blobs_.size() < kPackBlobsMax;
}

std::span<std::byte> OpenPack::reserve(PackedBlob blob) {
    TL_ASSERT(blobs_.empty() || hasRoomFor(blob.length));
    blob.offset = static_cast<std::uint32_t>(bytes_.size());
    blobs_.push_back(blob);
    bytes_.resize(bytes_.size() + blob.length);
    return bytes_.bytes().last(blob.length);
}

void OpenPack::merge(const OpenPack& other) {
    const auto shift = static_cast<std::uint32_t>(bytes_.size());
    bytes_.append(other.bytes());
    for (PackedBlob blob : other.blobs_) {
        blob.offset += shift;
        blobs_.push_back(blob);
    }
}

void OpenPack::finish(BoxCipher& cipher) {
    const auto header = cipher.seal(writePackHeader(blobs_));
    bytes_.reserve(bytes_.size() + header.size() + kHeaderLengthSize);
    bytes_.append(header);
    std::array<std::byte, kHeaderLengthSize> length{};
    for (std::size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<std::byte>(header.size() >> (8 * i));
    bytes_.append(length);
}

}  // namespace tl::engine

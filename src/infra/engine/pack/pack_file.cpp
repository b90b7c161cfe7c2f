#include "infra/engine/pack/pack_file.h"

#include <algorithm>
#include <array>
#include <span>

#include "infra/engine/crypto/box.h"
#include "infra/engine/format/pack_header.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// As much as 15 entries need: most small packs take one request (format section 4).
constexpr std::uint64_t kFirstRead = 15 * kHeaderEntrySizePacked + kBoxOverhead + kHeaderLengthSize;

/// The last `length` bytes of the pack, or nothing when it is gone.
std::optional<std::vector<std::byte>> tryReadEnd(const Repository& repository,
                                                 const PackId& pack,
                                                 std::uint64_t sizeBytes,
                                                 std::uint64_t length,
                                                 const std::stop_token& stop) {
    std::vector<std::byte> end(length);
    const auto got = repository.backend().tryLoadRange({storage::FileType::Pack, pack.hex()},
                                                       sizeBytes - length, end, stop);
    if (!got) return std::nullopt;
    if (*got != length) throw Error{ErrorKind::Corrupted, "the pack is shorter than it should be"};
    return end;
}

}  // namespace

std::optional<std::vector<PackedBlob>> tryReadPackHeader(const Repository& repository,
                                                         const PackId& pack,
                                                         std::uint64_t sizeBytes,
                                                         const std::stop_token& stop) {
    try {
        if (sizeBytes < kPackSizeMin) throw Error{ErrorKind::Corrupted, "the pack is too short"};
        auto end = tryReadEnd(repository, pack, sizeBytes, std::min(sizeBytes, kFirstRead), stop);
        if (!end) return std::nullopt;
        const std::size_t boxLength =
            readHeaderLength(std::span{*end}.last<kHeaderLengthSize>(), sizeBytes);
        if (boxLength + kHeaderLengthSize > end->size()) {
            end = tryReadEnd(repository, pack, sizeBytes, boxLength + kHeaderLengthSize, stop);
            if (!end) return std::nullopt;
        }
        BoxCipher cipher{repository.masterKey(), repository.random()};
        const auto box = std::span{*end}.last(boxLength + kHeaderLengthSize).first(boxLength);
        auto blobs = readPackHeader(cipher.open(box));
        if (packSizeOf(blobs) != sizeBytes)
            throw Error{ErrorKind::Corrupted, "the pack's size does not match its header"};
        return blobs;
    } catch (Error& error) {
        error.add("pack", pack.hex());
        throw;
    }
}

}  // namespace tl::engine

#include "infra/engine/pack/paired_decoder.h"

#include <algorithm>

#include "infra/errors/assert.h"

namespace tl::engine {

namespace {

/// Memory for each thread, in bytes: two blobs with more plaintext are not hashed side by side, and
/// what a larger one took is given back after it.
constexpr std::size_t kMemoryMax = std::size_t{4} << 20U;

}  // namespace

void PairedDecoder::add(std::size_t number,
                        const PackedBlob& blob,
                        std::span<const std::byte> box,
                        const Visit& visit) {
    add(
        number, blob, [&](Buffer& memory) { return decoder_.tryUnpack(blob, box, memory); }, visit);
}

void PairedDecoder::addInPlace(std::size_t number,
                               const PackedBlob& blob,
                               std::span<std::byte> box,
                               const Visit& visit) {
    add(
        number, blob, [&](Buffer& memory) { return decoder_.tryUnpackInPlace(blob, box, memory); },
        visit);
}

template <typename Unpack>
void PairedDecoder::add(std::size_t number,
                        const PackedBlob& blob,
                        const Unpack& unpack,
                        const Visit& visit) {
    Slot& slot = freeSlot(blob.plaintextLength(), visit);
    const BlobDecoder::Unpacked unpacked = unpack(slot.memory);
    if (unpacked.problem) {
        visit({number, blob.handle, {}, unpacked.problem});
        return;
    }
    slot.isTaken = true;
    slot.number = number;
    slot.handle = blob.handle;
    slot.plaintext = unpacked.plaintext;
    hashing_.add(slot.hash, slot.plaintext);
    visitFinished(visit);
}

bool PairedDecoder::tryHashAlong(Sha256& hash,
                                 std::span<const std::byte> bytes,
                                 const Visit& visit) {
    if (hashing_.isUnfinished(hash)) return false;
    hashing_.add(hash, bytes);
    visitFinished(visit);
    return true;
}

void PairedDecoder::finish(const Visit& visit) {
    hashing_.finish();
    visitFinished(visit);
}

PairedDecoder::Slot& PairedDecoder::freeSlot(std::size_t plaintextLength, const Visit& visit) {
    const auto* const taken = std::ranges::find(slots_, true, &Slot::isTaken);
    if (taken != slots_.end() && taken->plaintext.size() + plaintextLength > kMemoryMax)
        finish(visit);
    auto* const slot = std::ranges::find(slots_, false, &Slot::isTaken);
    TL_ASSERT(slot != slots_.end());
    return *slot;
}

void PairedDecoder::visitFinished(const Visit& visit) {
    for (Slot& slot : slots_) {
        if (!slot.isTaken || hashing_.isUnfinished(slot.hash)) continue;
        slot.isTaken = false;
        const bool isRight = slot.hash.finish() == slot.handle.id.digest;
        visit({slot.number, slot.handle, slot.plaintext,
               isRight ? std::nullopt : std::optional<std::string>{kWrongContent}});
        if (slot.memory.size() > kMemoryMax) slot.memory = {};
    }
}

}  // namespace tl::engine

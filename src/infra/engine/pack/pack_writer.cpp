#include "infra/engine/pack/pack_writer.h"

#include <algorithm>
#include <utility>

#include "infra/engine/chunker/chunker.h"
#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/errors/error.h"

namespace tl::engine {

using storage::FileType;

namespace {

/// Open packs of each type. Trees are small and have no sizes to hide.
constexpr std::size_t openPacksOf(BlobType type) noexcept {
    return type == BlobType::Data ? 2 : 1;
}

/// Packs in memory beside one for each uploading thread. With that one they are as many as can be
/// open: when there is no room for another pack, one is being stored, or all are open.
constexpr std::size_t kPacksBesideStored = 2;
static_assert(kPacksBesideStored + 1 >= openPacksOf(BlobType::Data) + openPacksOf(BlobType::Tree));

/// A chunk that arrives when a pack is just short of its target, and some room for the header.
constexpr std::size_t kRoomBeyondTarget = kChunkSizeMax + (256U << 10U);
/// Most packs end with a chunk of the usual length.
constexpr std::size_t kUsuallyBeyondTarget = std::size_t{1} << 20U;

}  // namespace

/// An open pack and how many threads are writing to it.
struct PackWriter::Filling {
    Filling(BlobType blobType, Buffer buffer) : type{blobType}, pack{std::move(buffer)} {}

    const BlobType type;
    OpenPack pack;                         ///< Its places are given out under the writer's mutex.
    std::atomic<std::size_t> writers = 1;  ///< Reservations, and 1 while the pack is open.
    std::atomic<bool> isSpoilt = false;
};

PackWriter::Reservation::Reservation(FillingPtr pack, std::span<std::byte> place)
    : pack_{std::move(pack)},
      place_{place} {}

PackWriter::Reservation::Reservation(Reservation&& other) noexcept
    : pack_{std::exchange(other.pack_, nullptr)},
      place_{other.place_} {}

PackWriter::Reservation::~Reservation() {
    if (pack_) pack_->isSpoilt = true;  // And `writers` never comes to 0: nobody will store it.
}

PackWriter::PackWriter(const Repository& repository,
                       IndexWriter& index,
                       std::size_t targetSizeBytes,
                       std::function<void()> onFailure)
    : PackWriter{repository, index, targetSizeBytes, std::move(onFailure),
                 repository.backend().properties().connections} {}

PackWriter::PackWriter(const Repository& repository,
                       IndexWriter& index,
                       std::size_t targetSizeBytes,
                       std::function<void()> onFailure,
                       std::size_t uploaders)
    : repository_{repository},
      index_{index},
      targetSizeBytes_{targetSizeBytes},
      onFailure_{std::move(onFailure)},
      packsMax_{uploaders + kPacksBesideStored},
      buffers_{{.capacity = bufferSize(),
                .bytesKept = targetSizeBytes + kUsuallyBeyondTarget,
                .idleMax = packsMax_}},
      full_{packsMax_},
      uploaders_{{}} {
    for (std::size_t i = 0; i < uploaders; ++i)
        uploaders_.start("pack upload", [this](const std::stop_token& stop) { upload(stop); });
}

PackWriter::~PackWriter() = default;

PackWriter::Reservation PackWriter::reserve(const PackedBlob& blob, const std::stop_token& stop) {
    for (;;) {
        FillingPtr closed;
        {
            const MutexLock lock{mutex_};
            FillingPtr& slot = chooseSlot(blob.handle.type);
            if (!slot) openPack(slot, blob, stop);
            if (slot->pack.hasRoomFor(blob.length)) return reserveIn(slot, blob);
            closed = std::exchange(slot, nullptr);
        }
        // Before another pack is opened: it may have to wait for this one to be stored.
        letGo(std::move(closed));
    }
}

std::size_t PackWriter::bufferSize() const noexcept {
    return targetSizeBytes_ + kRoomBeyondTarget;
}

PackWriter::FillingPtr& PackWriter::chooseSlot(BlobType type) {
    auto& slots = open_[static_cast<std::size_t>(type)];
    slots.resize(openPacksOf(type));
    return slots[randomIndex(slots.size())];
}

/// Another thread may open a pack in `slot` meanwhile, and have filled it as well.
void PackWriter::openPack(FillingPtr& slot, const PackedBlob& first, const std::stop_token& stop) {
    const bool isReady = roomMade_.wait(mutex_, stop, [&]() TL_REQUIRES(mutex_) {
        return slot != nullptr || hasRoomForPack(first.handle.type);
    });
    if (!isReady) throw Cancelled{};
    if (slot) return;
    // Fresh memory for trees takes as much as they fill; a buffer used before is there whole.
    Buffer buffer = first.handle.type == BlobType::Data ? buffers_.take() : Buffer{bufferSize()};
    buffer.reserve(first.length);  // Larger than a pack: it gets one of its own.
    slot = std::make_shared<Filling>(first.handle.type, std::move(buffer));
    ++packsInMemory_[static_cast<std::size_t>(first.handle.type)];
    roomMade_.notify_all();
}

/// A place is kept for trees: their pack fills slowly, and is small in memory as long as it does.
bool PackWriter::hasRoomForPack(BlobType type) const {
    const std::size_t data = packsInMemory_[static_cast<std::size_t>(BlobType::Data)];
    const std::size_t trees = packsInMemory_[static_cast<std::size_t>(BlobType::Tree)];
    if (type == BlobType::Data && data + openPacksOf(BlobType::Tree) >= packsMax_) return false;
    return data + trees < packsMax_;
}

PackWriter::Reservation PackWriter::reserveIn(FillingPtr& slot, const PackedBlob& blob) {
    FillingPtr pack = slot;
    ++pack->writers;
    const std::span<std::byte> place = pack->pack.reserve(blob);
    if (pack->pack.sizeBytes() >= targetSizeBytes_ || pack->pack.blobs().size() >= kPackBlobsMax) {
        slot = nullptr;
        // Our own reservation is still counted, so this cannot be the last.
        --pack->writers;
    }
    return Reservation{std::move(pack), place};
}

void PackWriter::commit(Reservation reservation) {
    letGo(std::exchange(reservation.pack_, nullptr));
}

/// The last one to let a closed pack go has it stored.
void PackWriter::letGo(FillingPtr pack) {
    if (--pack->writers == 0) full_.push(std::move(pack), {});
}

void PackWriter::finish(const std::stop_token& stop) {
    const std::stop_callback stopUploads{stop, [this] { uploaders_.requestStop(); }};
    for (FillingPtr& pack : takeRests())
        full_.push(std::move(pack), {});
    full_.close();
    uploaders_.join();
}

/// The packs that are still open. Two rests that fit into one pack become one.
std::vector<PackWriter::FillingPtr> PackWriter::takeRests() {
    const MutexLock lock{mutex_};
    std::vector<FillingPtr> rests;
    for (auto& slots : open_) {
        Filling* last = nullptr;
        for (FillingPtr& slot : slots) {
            if (!slot || slot->isSpoilt) continue;
            if (last && last->pack.sizeBytes() + slot->pack.sizeBytes() < targetSizeBytes_ &&
                last->pack.blobs().size() + slot->pack.blobs().size() < kPackBlobsMax) {
                last->pack.merge(slot->pack);
                continue;
            }
            last = slot.get();
            rests.push_back(std::move(slot));
        }
        slots.clear();
    }
    return rests;
}

void PackWriter::upload(const std::stop_token& stop) {
    try {
        while (const auto pack = full_.pop(stop)) {
            store(**pack, stop);
            release(**pack);
        }
    } catch (...) {  // A thread boundary: finish() rethrows it.
        if (onFailure_) onFailure_();
        throw;
    }
}

void PackWriter::store(Filling& pack, const std::stop_token& stop) {
    BoxCipher cipher{repository_.masterKey(), repository_.random()};
    pack.pack.finish(cipher);
    const PackId id{sha256(pack.pack.bytes())};
    const bool holdsTrees =
        !pack.pack.blobs().empty() && pack.pack.blobs().front().handle.type == BlobType::Tree;
    repository_.backend().save({FileType::Pack, id.hex(), holdsTrees}, pack.pack.bytes(), stop);
    ++packCount_;
    index_.add({id, pack.pack.blobs()}, stop);
}

/// A pack that could not be stored, or was spoilt, keeps its room: with it the work is at an end.
void PackWriter::release(Filling& pack) {
    Buffer buffer = pack.pack.takeBuffer();
    if (pack.type == BlobType::Data) buffers_.give(std::move(buffer));
    const MutexLock lock{mutex_};
    --packsInMemory_[static_cast<std::size_t>(pack.type)];
    roomMade_.notify_all();
}

std::size_t PackWriter::randomIndex(std::size_t count) {
    if (count == 1) return 0;
    if (chanceUsed_ == chance_.size()) {
        repository_.random().fill(chance_);
        chanceUsed_ = 0;
    }
    return std::to_integer<std::size_t>(chance_[chanceUsed_++]) % count;
}

}  // namespace tl::engine

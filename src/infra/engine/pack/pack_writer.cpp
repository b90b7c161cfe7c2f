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
      buffers_{{.capacity = targetSizeBytes + kRoomBeyondTarget,
                .bytesKept = targetSizeBytes + kUsuallyBeyondTarget,
                .idleMax = uploaders + 1}},
      full_{uploaders},
      free_{uploaders},
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
            if (!slot || slot->pack.hasRoomFor(blob.length)) return reserveIn(slot, blob);
            closed = std::exchange(slot, nullptr);
        }
        // Before another pack is opened: memory is bounded by those that wait to be stored.
        if (--closed->writers == 0) enqueue(std::move(closed), stop);
    }
}

PackWriter::FillingPtr& PackWriter::chooseSlot(BlobType type) {
    auto& slots = open_[static_cast<std::size_t>(type)];
    slots.resize(openPacksOf(type));
    return slots[randomIndex(slots.size())];
}

PackWriter::Reservation PackWriter::reserveIn(FillingPtr& slot, const PackedBlob& blob) {
    if (!slot) {
        Buffer buffer = buffers_.take();
        buffer.reserve(blob.length);  // Larger than a pack: it gets one of its own.
        slot = std::make_shared<Filling>(blob.handle.type, std::move(buffer));
    }
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

void PackWriter::commit(Reservation reservation, const std::stop_token& stop) {
    FillingPtr pack = std::exchange(reservation.pack_, nullptr);
    if (--pack->writers == 0) enqueue(std::move(pack), stop);
}

void PackWriter::enqueue(FillingPtr pack, const std::stop_token& stop) {
    try {
        (void)free_.pop(stop);
        // A thread is waiting for it, so there is room; and a stop in between would leave that
        // thread waiting.
        full_.push(pack, {});
    } catch (const Cancelled&) {
        const MutexLock lock{mutex_};
        late_.push_back(std::move(pack));
        throw;
    }
}

void PackWriter::finish(const std::stop_token& stop) {
    const std::stop_callback stopUploads{stop, [this] { uploaders_.requestStop(); }};
    try {
        for (FillingPtr& pack : takeRests()) {
            (void)free_.pop(uploaders_.token());
            full_.push(std::move(pack), uploaders_.token());
        }
        full_.close();
    } catch (const Cancelled&) {
        // The uploading threads have ended; join() tells why.
    }
    uploaders_.join();
}

/// The packs that are not queued yet. Two rests that fit into one pack become one.
std::vector<PackWriter::FillingPtr> PackWriter::takeRests() {
    const MutexLock lock{mutex_};
    std::vector<FillingPtr> rests = std::exchange(late_, {});
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
        for (;;) {
            free_.push({}, stop);
            const auto pack = full_.pop(stop);
            if (!pack) return;
            store(**pack, stop);
            buffers_.give((*pack)->pack.takeBuffer());
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

std::size_t PackWriter::randomIndex(std::size_t count) {
    if (count == 1) return 0;
    if (chanceUsed_ == chance_.size()) {
        repository_.random().fill(chance_);
        chanceUsed_ = 0;
    }
    return std::to_integer<std::size_t>(chance_[chanceUsed_++]) % count;
}

}  // namespace tl::engine

// From sealed blobs to stored and indexed packs.
//
// Threads that make blobs seal them straight into an open pack: under the lock they only reserve
// their place, the encryption writes into it. A pack that is full goes to the uploading threads,
// which append the header, hash the whole and store it; only then does the index hear of its blobs.
// There is room for a few packs only, filled, waiting and being stored; whoever would open another
// waits until one has been stored. That bounds the memory.
//
// Two data packs are open at a time and each blob goes to a random one, as in restic since 0.18:
// who watches the packs arrive cannot tell the sizes of a file's chunks in their order.

#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/open_pack.h"
#include "infra/engine/repository/repository.h"
#include "infra/resources/bounded_queue.h"
#include "infra/resources/buffer_pool.h"
#include "infra/resources/mutex.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

/// **Threads:** reserve() and commit() from any thread; the rest from the owner.
class PackWriter {
    struct Filling;

  public:
    /// A blob's place in a pack. One that dies without commit() spoils its pack: it is never
    /// stored.
    class Reservation {
      public:
        Reservation(Reservation&& other) noexcept;
        Reservation& operator=(Reservation&&) = delete;
        ~Reservation();
        /// Where the box goes: exactly as long as asked for.
        [[nodiscard]] std::span<std::byte> place() const noexcept { return place_; }

      private:
        friend class PackWriter;
        Reservation(std::shared_ptr<Filling> pack, std::span<std::byte> place);
        std::shared_ptr<Filling>
            pack_;  ///< Owned with the other reservations of the pack and the writer.
        std::span<std::byte> place_;
    };

    /// `repository` and `index` must outlive the object. A pack is closed when it has reached
    /// `targetSizeBytes`. `onFailure` is called, from another thread, when storing fails: the
    /// caller should stop its work and call finish(), which throws the failure.
    PackWriter(const Repository& repository,
               IndexWriter& index,
               std::size_t targetSizeBytes,
               std::function<void()> onFailure = {});
    /// Drops what is not stored yet: call finish() first.
    ~PackWriter();
    PackWriter(const PackWriter&) = delete;
    PackWriter& operator=(const PackWriter&) = delete;

    /// Finds room for `blob` (its offset is not used). Waits when storing lags behind, so no
    /// thread may do so while it has another reservation. **Errors:** Cancelled when stopped.
    [[nodiscard]] Reservation reserve(const PackedBlob& blob, const std::stop_token& stop);
    /// The box is written; the blob will be stored with its pack.
    void commit(Reservation reservation);

    /// Stores all that was committed and waits for it; to be called once, also after a stop or a
    /// failure, so that a later run finds what was made. Nothing may be reserved any more.
    /// **Errors:** what storing threw; the packs stored before it are in the index.
    void finish(const std::stop_token& stop);

    /// How many packs have been stored.
    [[nodiscard]] std::size_t packCount() const noexcept { return packCount_; }

  private:
    /// The number of connections may change at any time, so it is looked at once.
    PackWriter(const Repository& repository,
               IndexWriter& index,
               std::size_t targetSizeBytes,
               std::function<void()> onFailure,
               std::size_t uploaders);

    using FillingPtr = std::shared_ptr<Filling>;

    [[nodiscard]] std::size_t bufferSize() const noexcept;
    [[nodiscard]] FillingPtr& chooseSlot(BlobType type) TL_REQUIRES(mutex_);
    void openPack(FillingPtr& slot, const PackedBlob& first, const std::stop_token& stop)
        TL_REQUIRES(mutex_);
    [[nodiscard]] bool hasRoomForPack(BlobType type) const TL_REQUIRES(mutex_);
    [[nodiscard]] Reservation reserveIn(FillingPtr& slot, const PackedBlob& blob)
        TL_REQUIRES(mutex_);
    [[nodiscard]] std::size_t randomIndex(std::size_t count) TL_REQUIRES(mutex_);
    void letGo(FillingPtr pack);
    [[nodiscard]] std::vector<FillingPtr> takeRests();
    void upload(const std::stop_token& stop);
    void store(Filling& pack, const std::stop_token& stop);
    void release(Filling& pack);

    const Repository& repository_;
    IndexWriter& index_;
    const std::size_t targetSizeBytes_;
    const std::function<void()> onFailure_;
    const std::size_t packsMax_;  ///< In memory at once.
    BufferPool buffers_;
    Mutex mutex_;
    std::condition_variable_any roomMade_;  ///< A pack has been stored, or one opened.
    std::array<std::size_t, 2> packsInMemory_ TL_GUARDED_BY(mutex_){};   ///< By BlobType.
    std::array<std::vector<FillingPtr>, 2> open_ TL_GUARDED_BY(mutex_);  ///< By BlobType.
    std::array<std::byte, 256> chance_ TL_GUARDED_BY(mutex_){};
    std::size_t chanceUsed_ TL_GUARDED_BY(mutex_) = chance_.size();
    BoundedQueue<FillingPtr> full_;  ///< Has a place for each that may be in memory.
    std::atomic<std::size_t> packCount_ = 0;
    WorkerGroup uploaders_;
};

}  // namespace tl::engine

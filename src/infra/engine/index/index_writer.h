// Collects what new packs hold and stores it as index files (format section 5.2).

#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <vector>

#include "infra/engine/format/index_file.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/clock.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// With so many blobs an index file is full.
inline constexpr std::size_t kIndexFileBlobs = 50000;

/// **Threads:** all members may be called from any thread.
class IndexWriter {
  public:
    /// Both must outlive the object.
    IndexWriter(const Repository& repository, const Clock& clock);

    /// Takes note of a pack that is durably stored, and stores an index file when enough has come
    /// together or ten minutes have passed since the last one.
    void add(IndexedPack&& pack, const std::stop_token& stop);

    /// Stores what is left. Until it returns, no snapshot may refer to the packs added. When it
    /// throws it still has them, and may be called again.
    void flush(const std::stop_token& stop);

    /// All packs that were added, in that order.
    [[nodiscard]] std::vector<PackId> packs() const;

  private:
    [[nodiscard]] std::vector<IndexedPack> takePending();
    void putBack(std::vector<IndexedPack>&& packs);

    const Repository& repository_;
    const Clock& clock_;
    mutable Mutex mutex_;
    std::vector<PackId> packs_ TL_GUARDED_BY(mutex_);
    std::vector<IndexedPack> pending_ TL_GUARDED_BY(mutex_);
    std::size_t pendingBlobs_ TL_GUARDED_BY(mutex_) = 0;
    std::chrono::nanoseconds lastSaved_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::engine

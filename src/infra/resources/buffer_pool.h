// Buffers for reuse: giving bulk memory back to the system and taking it again costs a page fault
// for every 4 KiB. Only the beginning of a buffer is kept, though: a few long contents would
// otherwise make all buffers large for ever.

#pragma once

#include <cstddef>
#include <vector>

#include "infra/platform/heap.h"
#include "infra/resources/buffer.h"
#include "infra/resources/mutex.h"

namespace tl {

/// Keeps returned buffers, up to a number. **Threads:** safe from any thread.
class BufferPool {
  public:
    struct Sizes {
        std::size_t capacity = 0;   ///< The room that buffers come with, in bytes.
        std::size_t bytesKept = 0;  ///< How much of that stays in memory while a buffer is idle.
        std::size_t idleMax = 0;    ///< How many idle buffers are kept.
    };
    explicit BufferPool(const Sizes& sizes) : sizes_{sizes} {}

    /// An empty buffer.
    [[nodiscard]] Buffer take() {
        {
            const MutexLock lock{mutex_};
            if (!idle_.empty()) {
                Buffer buffer = std::move(idle_.back());
                idle_.pop_back();
                return buffer;
            }
        }
        return Buffer{sizes_.capacity};
    }

    void give(Buffer buffer) {
        // One that had to grow is let go, or a single huge blob would be paid for ever.
        if (buffer.capacity() != sizes_.capacity) return;
        if (buffer.size() > sizes_.bytesKept) {
            buffer.resize(sizes_.capacity);
            discardPages(buffer.bytes().subspan(sizes_.bytesKept));
        }
        buffer.clear();
        const MutexLock lock{mutex_};
        if (idle_.size() < sizes_.idleMax) idle_.push_back(std::move(buffer));
    }

  private:
    const Sizes sizes_;
    Mutex mutex_;
    std::vector<Buffer> idle_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl

// Buffers for reuse: giving bulk memory back to the system and taking it again costs a page fault
// for every 4 KiB.

#pragma once

#include <cstddef>
#include <vector>

#include "infra/resources/buffer.h"
#include "infra/resources/mutex.h"

namespace tl {

/// Keeps returned buffers, up to a number. **Threads:** safe from any thread.
class BufferPool {
  public:
    /// Buffers come with room for `capacity` bytes; at most `keepMax` lie idle.
    BufferPool(std::size_t capacity, std::size_t keepMax)
        : capacity_{capacity},
          keepMax_{keepMax} {}

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
        return Buffer{capacity_};
    }

    void give(Buffer buffer) {
        buffer.clear();
        const MutexLock lock{mutex_};
        // One that had to grow is let go, or a single huge blob would be paid for ever.
        if (idle_.size() < keepMax_ && buffer.capacity() == capacity_)
            idle_.push_back(std::move(buffer));
    }

  private:
    const std::size_t capacity_;
    const std::size_t keepMax_;
    Mutex mutex_;
    std::vector<Buffer> idle_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl

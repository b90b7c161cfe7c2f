// Keeps a restore from filling the machine's memory with what it wrote.
//
// The kernel keeps written data in its cache, and takes memory from others for it. What was written
// a while ago is on the disk by now: forgetting it costs nothing, and its memory can be used again
// for what is written next. What is still on its way to the disk stays; nothing ever waits here.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "infra/platform/file.h"

namespace tl::engine {

/// **Threads:** one at a time.
class WriteBehind {
  public:
    /// Bytes `offset` to `offset + sizeBytes` of `file` have just been written. Has them sent to
    /// the disk, and what was written some time earlier forgotten.
    void note(const File& file, std::uint64_t offset, std::uint64_t sizeBytes);

  private:
    struct Written {
        File file;
        std::uint64_t offset = 0;
        std::uint64_t sizeBytes = 0;
    };

    std::deque<Written> recent_;  ///< The oldest first.
    std::uint64_t recentBytes_ = 0;
};

}  // namespace tl::engine

// What a copy tells while it runs.

#pragma once

#include <cstdint>

namespace tl::engine {

/// **Threads:** calls may come from any thread, several at once.
class CopyProgress {
  public:
    CopyProgress() = default;
    CopyProgress(const CopyProgress&) = delete;
    CopyProgress& operator=(const CopyProgress&) = delete;
    virtual ~CopyProgress() = default;

    /// So much more has been copied, as it is stored at the source.
    virtual void onCopied(std::uint64_t blobs, std::uint64_t bytes) = 0;
};

}  // namespace tl::engine

// How many calls at once a place is worth that is far away.
//
// Where a small call takes long, the line is empty for most of the time, however fast it is: then
// more calls side by side fill it. How far a place is shows in the shortest of the small calls so
// far, since delays by a busy server or a login only ever make calls longer.

#pragma once

#include <chrono>
#include <cstddef>

#include "infra/resources/mutex.h"

namespace tl::storage {

/// The calls at once for a place whose small calls take `shortest`: `usual` at once next door,
/// twice as many at 25 ms, and so on up to `most`.
[[nodiscard]] std::size_t connectionsFor(std::chrono::nanoseconds shortest,
                                         std::size_t usual,
                                         std::size_t most) noexcept;

/// Watches the calls. **Threads:** safe from any.
class FarConnections {
  public:
    FarConnections(std::size_t usual, std::size_t most) : usual_{usual}, most_{most} {}

    /// A call that moved little took so long. Returns how many calls at once are right by what is
    /// known now: the usual number for the first few.
    [[nodiscard]] std::size_t note(std::chrono::nanoseconds duration);

  private:
    const std::size_t usual_;
    const std::size_t most_;
    Mutex mutex_;
    std::chrono::nanoseconds shortest_ TL_GUARDED_BY(mutex_) = std::chrono::nanoseconds::max();
    std::size_t noted_ TL_GUARDED_BY(mutex_) = 0;
};

}  // namespace tl::storage

#include "storage/limit/far_connections.h"

#include <algorithm>

namespace tl::storage {

namespace {

/// The first calls log in, one beside the other.
constexpr std::size_t kCallsToKnow = 4;

}  // namespace

std::size_t connectionsFor(std::chrono::nanoseconds shortest,
                           std::size_t usual,
                           std::size_t most) noexcept {
    constexpr std::chrono::nanoseconds kTwiceAt = std::chrono::milliseconds{25};
    constexpr std::chrono::nanoseconds kLong = std::chrono::seconds{1};
    const auto counted = std::clamp(shortest, std::chrono::nanoseconds{0}, kLong);
    const auto more = usual * static_cast<std::size_t>(counted.count()) /
                      static_cast<std::size_t>(kTwiceAt.count());
    return std::min(usual + more, std::max(usual, most));
}

std::size_t FarConnections::note(std::chrono::nanoseconds duration) {
    const MutexLock lock{mutex_};
    shortest_ = std::min(shortest_, duration);
    if (++noted_ < kCallsToKnow) return usual_;
    return connectionsFor(shortest_, usual_, most_);
}

}  // namespace tl::storage

#include "storage/retry/backoff.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tl::storage {

using std::chrono::nanoseconds;

namespace {

/// Evenly from [0.5, 1.5).
double randomFactor(Random& random) {
    std::array<std::uint16_t, 1> chance{};
    random.fill(std::as_writable_bytes(std::span{chance}));
    constexpr double kRange = 65536;
    return 0.5 + chance[0] / kRange;
}

}  // namespace

std::optional<nanoseconds> Backoff::next() {
    const nanoseconds now = clock_.monotonic();
    if (!giveUpAt_) giveUpAt_ = now + policy_.totalMax;
    const nanoseconds left = *giveUpAt_ - now;
    if (left <= nanoseconds{0}) return std::nullopt;
    const auto jittered = nanoseconds{
        static_cast<std::int64_t>(static_cast<double>(wait_.count()) * randomFactor(random_))};
    wait_ = std::min(wait_ * 2, policy_.waitMax);
    return std::min(jittered, left);
}

}  // namespace tl::storage

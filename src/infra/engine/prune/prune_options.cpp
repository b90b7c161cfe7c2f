#include "infra/engine/prune/prune_options.h"

#include <limits>

namespace tl::engine {

std::uint64_t unusedBytesMax(const UnusedLimit& limit, std::uint64_t usedBytes) noexcept {
    constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();
    if (const auto* bytes = std::get_if<UnusedBytes>(&limit)) return bytes->bytes;
    const auto* share = std::get_if<UnusedShare>(&limit);
    if (share == nullptr) return kUnlimited;
    const double bytes = share->percent / (100 - share->percent) * static_cast<double>(usedBytes);
    return bytes < static_cast<double>(kUnlimited) ? static_cast<std::uint64_t>(bytes) : kUnlimited;
}

}  // namespace tl::engine

#include "storage/backend_loading.h"

#include <algorithm>

namespace tl::storage {

namespace {

/// Beyond the largest pack, so that an honest file is read at once.
constexpr std::size_t kStepBytes = std::size_t{64} << 20U;

}  // namespace

std::vector<std::byte> loadInSteps(std::uint64_t sizeBytes, const ReadStep& read) {
    std::vector<std::byte> content;
    while (content.size() < sizeBytes) {
        const std::size_t done = content.size();
        const auto step = std::min<std::uint64_t>(sizeBytes - done, kStepBytes);
        content.resize(done + static_cast<std::size_t>(step));
        const std::size_t got = read(done, std::span{content}.subspan(done));
        content.resize(done + got);
        if (got < step) break;
    }
    return content;
}

}  // namespace tl::storage

#include "infra/engine/restore/write_behind.h"

#include <utility>

namespace tl::engine {

namespace {

/// What is smaller is not worth a descriptor and two system calls.
constexpr std::uint64_t kBytesMin = std::uint64_t{128} << 10U;

/// How far behind the writing things are forgotten: enough for a disk to catch up.
constexpr std::uint64_t kLagBytes = std::uint64_t{64} << 20U;

}  // namespace

void WriteBehind::note(const File& file, std::uint64_t offset, std::uint64_t sizeBytes) {
    if (sizeBytes < kBytesMin) return;
    auto duplicate = file.tryDuplicate();
    if (!duplicate) return;
    duplicate->dropFromCache(offset, sizeBytes);  // Dirty all of it: this only starts the writing.
    recent_.push_back({std::move(*duplicate), offset, sizeBytes});
    recentBytes_ += sizeBytes;
    while (recentBytes_ > kLagBytes) {
        const Written& oldest = recent_.front();
        oldest.file.dropFromCache(oldest.offset, oldest.sizeBytes);
        recentBytes_ -= oldest.sizeBytes;
        recent_.pop_front();
    }
}

}  // namespace tl::engine

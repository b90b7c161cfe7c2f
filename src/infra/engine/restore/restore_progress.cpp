#include "infra/engine/restore/restore_progress.h"

namespace tl::engine {

void RestoreProgress::addTotal(std::uint64_t entries, std::uint64_t bytes) noexcept {
    counters.entriesTotal += entries;
    counters.bytesTotal += bytes;
}

void RestoreProgress::item(const std::string& path,
                           bool isFolder,
                           RestoredAs action,
                           std::uint64_t sizeBytes) {
    if (wantsItems_) listener_.onItem(path, isFolder, action, sizeBytes);
}

void RestoreProgress::fail(const std::string& path, const std::string& message) {
    ++counters.failures;
    listener_.onFailure(path, message);
}

}  // namespace tl::engine

#include "infra/engine/archive/archive_work.h"

#include <utility>

namespace tl::engine {

void FileInProgress::setChunk(std::size_t index, const BlobId& id) {
    const MutexLock lock{mutex_};
    if (content_.size() <= index) content_.resize(index + 1);
    content_[index] = id;
}

std::vector<BlobId> FileInProgress::takeContent() {
    const MutexLock lock{mutex_};
    return std::move(content_);
}

}  // namespace tl::engine

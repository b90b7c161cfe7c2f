#include "infra/engine/index/index_writer.h"

#include <utility>

namespace tl::engine {

namespace {

constexpr std::chrono::minutes kAgeMax{10};

}  // namespace

IndexWriter::IndexWriter(const Repository& repository, const Clock& clock)
    : repository_{repository},
      clock_{clock},
      lastSaved_{clock.monotonic()} {}

void IndexWriter::add(IndexedPack&& pack, const std::stop_token& stop) {
    bool isDue = false;
    {
        const MutexLock lock{mutex_};
        pendingBlobs_ += pack.blobs.size();
        packs_.push_back(pack.id);
        pending_.push_back(std::move(pack));
        isDue = pendingBlobs_ >= kIndexFileBlobs || clock_.monotonic() - lastSaved_ >= kAgeMax;
    }
    if (isDue) flush(stop);
}

void IndexWriter::flush(const std::stop_token& stop) {
    auto packs = takePending();
    if (packs.empty()) return;
    try {
        (void)repository_.saveFile(storage::FileType::Index, writeIndexFile(packs), stop);
    } catch (...) {  // Rethrown.
        putBack(std::move(packs));
        throw;
    }
}

std::vector<PackId> IndexWriter::packs() const {
    const MutexLock lock{mutex_};
    return packs_;
}

void IndexWriter::putBack(std::vector<IndexedPack>&& packs) {
    const MutexLock lock{mutex_};
    for (IndexedPack& pack : packs) {
        pendingBlobs_ += pack.blobs.size();
        pending_.push_back(std::move(pack));
    }
}

std::vector<IndexedPack> IndexWriter::takePending() {
    const MutexLock lock{mutex_};
    pendingBlobs_ = 0;
    lastSaved_ = clock_.monotonic();
    return std::exchange(pending_, {});
}

}  // namespace tl::engine

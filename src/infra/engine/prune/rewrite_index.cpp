#include "infra/engine/prune/rewrite_index.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "infra/engine/index/index_writer.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/open_pack.h"
#include "infra/resources/mutex.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

/// A file is closed when a pack makes it full, so it is never much larger, unless merging went
/// wrong.
constexpr std::size_t kOversized = kIndexFileBlobs + kPackBlobsMax;

class IndexCollector {
  public:
    IndexCollector(const Repository& repository,
                   const std::unordered_set<PackId>& gone,
                   const IndexedPackSink& sink)
        : repository_{repository},
          gone_{gone},
          move_{gone, sink} {}

    /// Passes on the packs of the file if it has to be replaced; else takes note of a small one.
    void collect(const std::string& name, const std::stop_token& stop) {
        auto packs = readStoredIndex(repository_, name, stop);
        const bool isHit = std::ranges::any_of(
            packs, [this](const IndexedPack& pack) { return gone_.contains(pack.id); });
        std::size_t blobs = 0;
        for (const IndexedPack& pack : packs)
            blobs += pack.blobs.size();
        if (isHit || blobs >= kOversized) {
            move_.add(name, std::move(packs), stop);
        } else if (blobs < kIndexFileBlobs) {
            const MutexLock lock{mutex_};
            small_.push_back(name);
        }
    }

    /// A single small file is left alone when there is nothing to merge it with.
    void collectSmall(const std::stop_token& stop) {
        const auto small = [this] {
            const MutexLock lock{mutex_};
            return std::exchange(small_, {});
        }();
        if (small.size() == 1 && replaced().empty()) return;
        for (const std::string& name : small)
            move_.add(name, readStoredIndex(repository_, name, stop), stop);
    }

    [[nodiscard]] std::vector<std::string> replaced() { return move_.replaced(); }

  private:
    const Repository& repository_;
    const std::unordered_set<PackId>& gone_;
    IndexMove move_;
    Mutex mutex_;
    std::vector<std::string> small_ TL_GUARDED_BY(mutex_);
};

}  // namespace

std::vector<std::string> collectIndexes(const Repository& repository,
                                        const std::unordered_set<PackId>& gone,
                                        const IndexedPackSink& sink,
                                        PruneReporter& reporter,
                                        const std::stop_token& stop) {
    const auto names = listNames(repository.backend(), storage::FileType::Index, stop);
    reporter.beginPhase(PrunePhase::RewriteIndex, names.size());
    IndexCollector collector{repository, gone, sink};
    const std::size_t threads = repository.readerCount();
    forEachInParallel(
        names.size(), threads,
        [&](std::size_t i, const std::stop_token& inner) {
            collector.collect(names[i], inner);
            reporter.advance(1);
        },
        stop);
    collector.collectSmall(stop);
    return collector.replaced();
}

}  // namespace tl::engine

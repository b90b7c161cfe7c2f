#include "infra/engine/prune/execute_prune.h"

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/packing_end.h"
#include "infra/engine/prune/repack.h"
#include "infra/engine/prune/rewrite_index.h"
#include "infra/errors/assert.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

using storage::FileType;

namespace {

/// With so many index files more than needed they are merged, even if no pack goes.
constexpr std::size_t kSpareIndexFiles = 10;

class Execution {
  public:
    Execution(const PruneExecution& execution, PruneReporter& reporter, const std::stop_token& stop)
        : execution_{execution},
          repository_{execution.repository},
          plan_{execution.plan},
          reporter_{reporter},
          stop_{stop},
          indexWriter_{repository_, execution.clock} {
        for (const auto* packs : {&plan_.unused, &plan_.repacked, &plan_.missing})
            gone_.insert(packs->begin(), packs->end());
    }

    void storeFirst() {
        if (!plan_.copies.empty()) repack();
        if (plan_.changesIndex() || hasManyIndexes()) removeIndexes(rewriteIndexes(), stop_);
        removePacks(stop_);
        removeLeftovers(stop_);
    }

    void deleteFirst() {
        TL_ASSERT(plan_.copies.empty());
        Mutex mutex;
        std::vector<IndexedPack> kept;
        const auto replaced = collectIndexes(
            repository_, gone_,
            [&](IndexedPack&& pack, const std::stop_token&) {
                const MutexLock lock{mutex};
                kept.push_back(std::move(pack));
            },
            reporter_, stop_);
        // From here on nobody may stop it: half of it is worse than all.
        const std::stop_token never;
        try {
            removeIndexes(replaced, never);
            removePacks(never);
            removeLeftovers(never);
            for (IndexedPack& pack : kept)
                indexWriter_.add(std::move(pack), never);
            indexWriter_.flush(never);
        } catch (Error& error) {
            error.add("hint", "the index is not complete now: run `repair index`");
            throw;
        }
    }

  private:
    void repack() {
        repackBlobs({.repository = repository_,
                     .index = execution_.index,
                     .indexWriter = indexWriter_,
                     .packing = execution_.packing,
                     .packSizeBytes = execution_.packSizeBytes,
                     .clock = execution_.clock},
                    plan_.copies, reporter_, stop_);
    }

    [[nodiscard]] bool hasManyIndexes() {
        const auto names = listNames(repository_.backend(), FileType::Index, stop_);
        return names.size() >
               kSpareIndexFiles + execution_.index.blobCount() / (kIndexFileBlobs / 2);
    }

    /// Returns the names of the index files that are not needed any more.
    std::vector<std::string> rewriteIndexes() {
        try {
            auto replaced = collectIndexes(
                repository_, gone_,
                [this](IndexedPack&& pack, const std::stop_token& inner) {
                    indexWriter_.add(std::move(pack), inner);
                },
                reporter_, stop_);
            finishIndex(indexWriter_, execution_.clock, stop_);
            return replaced;
        } catch (...) {  // Rethrown: first the new packs get their index, for the next prune.
            flushAtTheEnd(indexWriter_, execution_.clock);
            throw;
        }
    }

    void removeIndexes(const std::vector<std::string>& names, const std::stop_token& stop) {
        reporter_.beginPhase(PrunePhase::RemoveIndexes, names.size());
        removeIndexFiles(
            repository_, names, [this] { reporter_.advance(1); }, stop);
    }

    void removePacks(const std::stop_token& stop) {
        std::vector<PackId> packs;
        for (const auto* group : {&plan_.unreferenced, &plan_.unused, &plan_.repacked})
            packs.insert(packs.end(), group->begin(), group->end());
        if (packs.empty()) return;
        reporter_.beginPhase(PrunePhase::RemovePacks, packs.size());
        forEachInParallel(
            packs.size(), repository_.backend().properties().connections,
            [&](std::size_t i, const std::stop_token& inner) {
                removePack(packs[i], inner);
                reporter_.advance(1);
            },
            stop);
    }

    void removePack(const PackId& pack, const std::stop_token& stop) {
        try {
            (void)repository_.backend().remove({FileType::Pack, pack.hex()}, stop);
        } catch (const Error& error) {
            reporter_.warn("pack " + pack.hex() + " could not be removed: " + error.what() +
                           "; the next prune tries again");
        }
    }

    void removeLeftovers(const std::stop_token& stop) {
        if (plan_.figures.leftovers.files == 0) return;
        try {
            (void)repository_.backend().sweepLeftovers(storage::LeftoverUse::Remove,
                                                       plan_.leftoversBefore, stop);
        } catch (const Error& error) {
            reporter_.warn(std::string{"leftovers of killed programs could not be removed: "} +
                           error.what() + "; the next prune tries again");
        }
    }

    const PruneExecution& execution_;
    const Repository& repository_;
    const PrunePlan& plan_;
    PruneReporter& reporter_;
    const std::stop_token& stop_;
    IndexWriter indexWriter_;
    std::unordered_set<PackId> gone_;  ///< What the index is to forget.
};

}  // namespace

void executePrune(const PruneExecution& execution,
                  PruneReporter& reporter,
                  const std::stop_token& stop) {
    Execution run{execution, reporter, stop};
    if (execution.order == PruneOrder::StoreFirst)
        run.storeFirst();
    else
        run.deleteFirst();
}

}  // namespace tl::engine

#include "infra/engine/index/index_change.h"

#include <utility>

#include "infra/engine/index/index_move.h"
#include "infra/engine/index/index_writer.h"
#include "infra/engine/index/load_index.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

void applyIndexChange(const Repository& repository,
                      const Clock& clock,
                      IndexChange&& change,
                      const std::stop_token& stop) {
    IndexWriter writer{repository, clock};
    std::unordered_set<PackId> settled = std::move(change.leftOut);
    for (IndexedPack& pack : change.added) {
        if (settled.insert(pack.id).second) writer.add(std::move(pack), stop);
    }
    const IndexedPackSink sink = [&writer](IndexedPack&& pack, const std::stop_token& inner) {
        writer.add(std::move(pack), inner);
    };
    IndexMove move{settled, sink};
    forEachInParallel(
        change.rewritten.size(), indexThreads(repository),
        [&](std::size_t i, const std::stop_token& inner) {
            const std::string& name = change.rewritten[i];
            move.add(name, readStoredIndex(repository, name, inner), inner);
        },
        stop);
    writer.flush(stop);
    for (const auto* old : {&change.rewritten, &change.discarded})
        removeIndexFiles(
            repository, *old, [] {}, stop);
}

}  // namespace tl::engine

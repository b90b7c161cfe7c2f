#include "infra/engine/index/index_change.h"

#include <utility>

#include "infra/engine/index/index_writer.h"
#include "infra/engine/index/load_index.h"

namespace tl::engine {

using storage::FileType;

void applyIndexChange(const Repository& repository,
                      const Clock& clock,
                      IndexChange&& change,
                      const std::stop_token& stop) {
    IndexWriter writer{repository, clock};
    std::unordered_set<PackId> settled = std::move(change.leftOut);
    for (IndexedPack& pack : change.added) {
        if (settled.insert(pack.id).second) writer.add(std::move(pack), stop);
    }
    for (const std::string& name : change.rewritten) {
        readStoredIndex(
            repository, name,
            [&](IndexedPack&& pack) {
                if (settled.insert(pack.id).second) writer.add(std::move(pack), stop);
            },
            stop);
    }
    writer.flush(stop);
    for (const auto* old : {&change.rewritten, &change.discarded}) {
        for (const std::string& name : *old)
            (void)repository.backend().remove({FileType::Index, name}, stop);
    }
}

}  // namespace tl::engine

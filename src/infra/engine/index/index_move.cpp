#include "infra/engine/index/index_move.h"

#include <utility>

#include "infra/engine/index/pack_fingerprint.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

void IndexMove::add(const std::string& name,
                    std::vector<IndexedPack>&& packs,
                    const std::stop_token& stop) {
    for (IndexedPack& pack : packs)
        if (!leftOut_.contains(pack.id) && isNew(pack)) sink_(std::move(pack), stop);
    const MutexLock lock{mutex_};
    replaced_.push_back(name);
}

std::vector<std::string> IndexMove::replaced() {
    const MutexLock lock{mutex_};
    return replaced_;
}

bool IndexMove::isNew(const IndexedPack& pack) {
    const std::uint64_t fingerprint = fingerprintOf(pack);
    const MutexLock lock{mutex_};
    const auto [known, isFirst] = passedOn_.emplace(pack.id, fingerprint);
    return isFirst || known->second != fingerprint;
}

void removeIndexFiles(const Repository& repository,
                      std::span<const std::string> names,
                      const std::function<void()>& onRemoved,
                      const std::stop_token& stop) {
    forEachInParallel(
        names.size(), repository.backend().properties().connections,
        [&](std::size_t i, const std::stop_token& inner) {
            (void)repository.backend().remove({storage::FileType::Index, names[i]}, inner);
            onRemoved();
        },
        stop);
}

}  // namespace tl::engine

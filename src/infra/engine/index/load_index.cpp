#include "infra/engine/index/load_index.h"

#include <algorithm>
#include <mutex>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

using storage::FileType;

BlobIndex loadIndex(const Repository& repository, const std::stop_token& stop) {
    const auto names = listNames(repository.backend(), FileType::Index, stop);
    const std::size_t threads =
        std::max(repository.backend().properties().connections, processorCount());
    BlobIndex index;
    std::mutex mutex;
    forEachInParallel(
        names.size(), threads,
        [&](std::size_t i, const std::stop_token& inner) {
            std::vector<IndexedPack> packs;
            readStoredIndex(
                repository, names[i],
                [&packs](IndexedPack&& pack) { packs.push_back(std::move(pack)); }, inner);
            const std::scoped_lock lock{mutex};
            for (const IndexedPack& pack : packs)
                index.addPack(pack);
        },
        stop);
    return index;
}

void readStoredIndex(const Repository& repository,
                     const std::string& name,
                     const std::function<void(IndexedPack&&)>& visit,
                     const std::stop_token& stop) {
    const auto json = repository.loadFile({FileType::Index, name}, stop);
    try {
        readIndexFile(json, visit);
    } catch (Error& error) {
        error.add("file", "index/" + name);
        throw;
    }
}

}  // namespace tl::engine

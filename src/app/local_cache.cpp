#include "app/local_cache.h"

#include <utility>

#include "infra/errors/error.h"
#include "storage/cache/cache_backend.h"
#include "storage/cache/cache_base.h"
#include "storage/cache/cache_folder.h"

namespace tl::app {

namespace {

std::optional<std::string> findBase(const std::string& folder) {
    return folder.empty() ? storage::defaultCacheBase() : folder;
}

void removeOldCaches(const std::string& base, WallTime now) {
    for (const auto& cache : storage::listCaches(base, storage::CacheSizes::Skip))
        if (storage::isOld(cache, now, storage::kCacheAgeMax))
            storage::removeCache(base, cache.repositoryId);
}

}  // namespace

services::CachedBackend LocalCache::open(std::unique_ptr<storage::Backend> inner,
                                         const services::CacheSettings& settings,
                                         const std::string& repositoryId) {
    try {
        const auto base = findBase(settings.folder);
        if (!base) return {std::move(inner)};
        storage::CacheFolder folder{*base, repositoryId, clock_.now(), random_};
        if (settings.isCleanedUp) removeOldCaches(*base, clock_.now());
        const std::string indexFolder = folder.path();
        if (inner->properties().isCachingUseful)
            inner = storage::makeCached(std::move(inner), std::move(folder), settings.sizeMax);
        return {std::move(inner), indexFolder};
    } catch (const Error&) {
        return {std::move(inner)};
    }
}

services::CacheList LocalCache::list(const services::CacheQuery& query,
                                     const std::stop_token& stop) {
    const auto base = findBase(query.folder);
    if (!base)
        throw Error{ErrorKind::InvalidInput,
                    "there is no cache folder: name one with --cache-dir, or set HOME"};
    services::CacheList list{*base, {}};
    const auto sizes =
        query.isSizeWanted ? storage::CacheSizes::Measure : storage::CacheSizes::Skip;
    for (const auto& cache : storage::listCaches(*base, sizes)) {
        if (stop.stop_requested()) throw Cancelled{};
        services::CacheInfo info{.repositoryId = cache.repositoryId,
                                 .used = cache.used,
                                 .isOld = storage::isOld(cache, clock_.now(), query.ageMax),
                                 .sizeBytes = std::nullopt};
        if (query.isSizeWanted) info.sizeBytes = cache.sizeBytes;
        list.caches.push_back(std::move(info));
    }
    return list;
}

services::CacheList LocalCache::removeOld(const services::CacheQuery& query,
                                          const std::stop_token& stop) {
    services::CacheList list = this->list(query, stop);
    std::erase_if(list.caches, [](const services::CacheInfo& cache) { return !cache.isOld; });
    for (const services::CacheInfo& cache : list.caches) {
        if (stop.stop_requested()) throw Cancelled{};
        storage::removeCache(list.folder, cache.repositoryId);
    }
    return list;
}

}  // namespace tl::app

#include "storage/cache/cache_base.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "storage/backend.h"

namespace tl::storage {

namespace {

constexpr std::uint32_t kFolderMode = 0700;
constexpr std::uint32_t kTagMode = 0644;
constexpr std::string_view kTag = "Signature: 8a477f597d28d172789f06886806bc55\n";

/// Whether an entry can be the cache of a repository, which is named by the repository's ID.
bool isCacheName(const std::string& name) {
    return isListed({FileType::Snapshot, name});
}

std::uint64_t sizeOfTree(const Directory& folder) {
    std::uint64_t total = 0;
    for (const DirectoryEntry& entry : folder.entries()) {
        const auto status = folder.tryStatus(entry.name);
        if (!status) continue;
        total += status->kind == FileKind::Directory ? sizeOfTree(folder.openSub(entry.name))
                                                     : status->sizeBytes;
    }
    return total;
}

}  // namespace

std::optional<std::string> defaultCacheBase() {
    if (const auto folder = userCacheFolder()) return *folder + "/restic";
    return std::nullopt;
}

void makeCacheBase(const std::string& base) {
    makeDirectories(base, kFolderMode);
    const std::string tag = base + "/CACHEDIR.TAG";
    if (exists(tag)) return;
    auto file = File::tryCreateNew(tag, kTagMode);
    if (file) file->writeAll(std::as_bytes(std::span{kTag}));
}

std::vector<RepositoryCache> listCaches(const std::string& base, CacheSizes sizes) {
    std::vector<RepositoryCache> caches;
    const auto folder = Directory::tryOpen(base, Follow::Yes);
    if (!folder) return caches;
    for (const DirectoryEntry& entry : folder->entries()) {
        if (!isCacheName(entry.name)) continue;
        const auto status = folder->tryStatus(entry.name);
        if (!status || status->kind != FileKind::Directory) continue;
        RepositoryCache cache{entry.name, status->modified, 0};
        if (sizes == CacheSizes::Measure) cache.sizeBytes = sizeOfTree(folder->openSub(entry.name));
        caches.push_back(cache);
    }
    std::ranges::sort(caches, {}, &RepositoryCache::used);
    return caches;
}

void removeCache(const std::string& base, const std::string& repositoryId) {
    removeTree(base + '/' + repositoryId);
}

bool isOld(const RepositoryCache& cache, WallTime now, std::chrono::hours ageMax) {
    return now.seconds - cache.used.seconds > std::chrono::seconds{ageMax}.count();
}

}  // namespace tl::storage

// The folder that holds the caches of all repositories that this user works with, shared with
// restic (format notes, section 14).

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infra/platform/clock.h"

namespace tl::storage {

/// A cache that was not used for so long is old.
inline constexpr std::chrono::hours kCacheAgeMax{24 * 30};

/// Where the caches are unless the user says otherwise; nothing when the user has no home.
[[nodiscard]] std::optional<std::string> defaultCacheBase();

/// Makes the folder if it is missing, with the tag by which backups know to leave it out.
/// **Errors:** what the file system says.
void makeCacheBase(const std::string& base);

/// The cache of one repository.
struct RepositoryCache {
    std::string repositoryId;
    WallTime used;                ///< When a program last opened it.
    std::uint64_t sizeBytes = 0;  ///< Zero unless it was asked for.
};

enum class CacheSizes : std::uint8_t { Skip, Measure };

/// The caches in a folder, the one not used for longest first. None when there is no such folder.
/// **Errors:** what the file system says.
[[nodiscard]] std::vector<RepositoryCache> listCaches(const std::string& base, CacheSizes sizes);

/// Removes the cache of a repository with all that is in it.
void removeCache(const std::string& base, const std::string& repositoryId);

/// Whether nobody has used a cache for `ageMax`.
[[nodiscard]] bool isOld(const RepositoryCache& cache, WallTime now, std::chrono::hours ageMax);

}  // namespace tl::storage

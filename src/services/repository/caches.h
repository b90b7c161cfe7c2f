// The local caches of repositories, as a whole.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/clock.h"

namespace tl::services {

/// What the machine keeps of one repository.
struct CacheInfo {
    std::string repositoryId;
    WallTime used;  ///< When a program last opened it.
    bool isOld = false;
    std::optional<std::uint64_t> sizeBytes;  ///< When it was asked for.
};

struct CacheQuery {
    std::string folder;                  ///< As CacheSettings::folder.
    std::chrono::hours ageMax{24 * 30};  ///< What was not used for longer is old.
    bool isSizeWanted = true;
};

struct CacheList {
    std::string folder;             ///< Where the caches are.
    std::vector<CacheInfo> caches;  ///< The one not used for longest first.
};

class Caches {
  public:
    Caches() = default;
    Caches(const Caches&) = delete;
    Caches& operator=(const Caches&) = delete;
    virtual ~Caches() = default;

    /// **Errors:** InvalidInput when no folder is named and the user has no home.
    [[nodiscard]] virtual CacheList list(const CacheQuery& query, const std::stop_token& stop) = 0;
    /// Removes the old ones and returns them.
    virtual CacheList removeOld(const CacheQuery& query, const std::stop_token& stop) = 0;
};

}  // namespace tl::services

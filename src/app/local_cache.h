// The local cache as the core wants it, over storage/cache.

#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "services/repository/caches.h"
#include "services/repository/service_context.h"
#include "storage/backend.h"

namespace tl::app {

class LocalCache final : public services::Caches {
  public:
    /// Both must outlive the object.
    LocalCache(Clock& clock, Random& random) : clock_{clock}, random_{random} {}

    /// As services::CacheOpener. Every repository keeps the table of its index here; copies of
    /// files are kept where Properties say that it helps.
    [[nodiscard]] services::CachedBackend open(std::unique_ptr<storage::Backend> inner,
                                               const services::CacheSettings& settings,
                                               const std::string& repositoryId);

    [[nodiscard]] services::CacheList list(const services::CacheQuery& query,
                                           const std::stop_token& stop) override;
    services::CacheList removeOld(const services::CacheQuery& query,
                                  const std::stop_token& stop) override;

  private:
    Clock& clock_;
    Random& random_;
};

}  // namespace tl::app

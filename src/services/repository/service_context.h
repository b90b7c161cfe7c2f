// What every service is given: the way to a backend, and time and chance.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "infra/engine/crypto/key.h"
#include "infra/engine/format/timestamp.h"
#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "infra/platform/time_zone.h"
#include "services/repository/repository_access.h"
#include "storage/backend.h"

namespace tl::services {

class SecretSource;

/// Makes the backend for a location (`-r`), its options (`-o key=value`) and its connection; the
/// rest of `access` is not looked at.
/// **Errors:** InvalidInput for a location or option that nobody knows.
using BackendFactory =
    std::function<std::unique_ptr<storage::Backend>(const RepositoryAccess& access)>;

/// Wraps a backend into one that does more, or less.
using BackendDecorator =
    std::function<std::unique_ptr<storage::Backend>(std::unique_ptr<storage::Backend> inner)>;

/// A backend with what the local cache has for it.
struct CachedBackend {
    std::unique_ptr<storage::Backend> backend;
    std::string indexFolder{};  ///< As Repository::indexFolder().
};

/// Puts the local cache of the repository before `inner`. What is wrong with the cache is no error:
/// then there is none.
using CacheOpener = std::function<CachedBackend(std::unique_ptr<storage::Backend> inner,
                                                const CacheSettings& settings,
                                                const std::string& repositoryId)>;

/// A resource, not a value: services borrow it, so it must outlive them.
struct ServiceContext {
    BackendFactory openBackend;
    BackendDecorator discardWrites{};  ///< For dry runs: storage::makeDryRun.
    CacheOpener openCache{};           ///< Empty: there is no cache.
    Clock& clock;
    Random& random;
    TimeZone zone;  ///< The zone that times are written with.
    /// Where this machine keeps what it remembers of repositories; empty: nowhere.
    std::string stateFolder{};
    SecretSource* secrets = nullptr;  ///< For passwords that are elsewhere; may be null.
    engine::ScryptParameters keyCost = engine::chooseScryptParameters();  ///< Of new keys.
};

/// The time of day, written in the context's zone.
[[nodiscard]] engine::Timestamp nowTimestamp(const ServiceContext& context);

}  // namespace tl::services

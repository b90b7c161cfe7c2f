#include "app/backend_stack.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "app/backends.h"
#include "services/repository/region_rules.h"
#include "storage/limit/limit_backend.h"
#include "storage/local/local_options.h"
#include "storage/meter/meter_backend.h"
#include "storage/retry/retry_backend.h"

namespace tl::app {

namespace {

bool isLocal(const std::string& location) {
    return storage::parseLocalLocation(location).has_value();
}

/// Local folders are tried again, too, as restic does: many are shares or disks on a cable. But not
/// for long: the kernel has tried before it reports an error, and a sector that cannot be read will
/// not be readable in a quarter of an hour.
std::chrono::nanoseconds retryTime(const services::RepositoryAccess& access) {
    constexpr std::chrono::seconds kLocal{30};
    if (access.connection.retryFor) return *access.connection.retryFor;
    return isLocal(access.location) ? kLocal : storage::RetryPolicy{}.totalMax;
}

std::string describe(const storage::RetryNotice& notice) {
    const double seconds = std::chrono::duration<double>{notice.wait}.count();
    return fmt::format("{} failed: {}; trying again in {:.1f} s", notice.call, notice.reason,
                       seconds);
}

}  // namespace

BackendStack::BackendStack(const plugins::PluginCatalog& catalog,
                           Clock& clock,
                           Random& random,
                           const TimeZone& zone,
                           RegionRuleFinder findRule)
    : catalog_{catalog},
      clock_{clock},
      random_{random},
      zone_{zone},
      findRule_{std::move(findRule)},
      control_{clock, zone},
      limits_{clock, control_, traffic_} {}

std::unique_ptr<storage::Backend> BackendStack::open(const services::RepositoryAccess& access) {
    control_.set(access.connection.limits, access.connection.limitFile, access.connection.tell);
    auto backend = openBare(access.location, access.options, access.connection, judgeFor(access));
    return retrying(limited(storage::makeMetered(std::move(backend), calls_), access), access);
}

std::unique_ptr<storage::Backend> BackendStack::openForTest(const services::PluginUse& use) {
    return openBare("plugin:" + use.name + ":" + use.subject, use.options, use.connection, {});
}

std::unique_ptr<storage::Backend> BackendStack::openBare(
    const std::string& location,
    const std::map<std::string, std::string>& options,
    const services::ConnectionSettings& connection,
    storage::RegionJudge judgeRegion) {
    return openBackend({.location = location,
                        .options = options,
                        .connection = connection,
                        .traffic = &limits_,
                        .catalog = catalog_,
                        .clock = clock_,
                        .random = random_,
                        .judgeRegion = std::move(judgeRegion)});
}

storage::RegionJudge BackendStack::judgeFor(const services::RepositoryAccess& access) const {
    if (isLocal(access.location)) return {};
    services::RegionRule rule = findRule_(access);
    if (rule.regions.empty()) return {};
    // What the judge needs, and no password.
    services::RepositoryAccess place{.name = access.name, .location = access.location};
    // The first calls may come at the same time, and each may find the warning due. The copies of
    // the judge own the mark together.
    const auto isTold = std::make_shared<std::atomic<bool>>(false);
    place.connection.tell = [tell = access.connection.tell, isTold](const std::string& news) {
        if (tell && !isTold->exchange(true)) tell(news);
    };
    return [rule = std::move(rule), place](const std::optional<CloudRegion>& region) {
        services::requireRegion(rule, place, region);
    };
}

std::unique_ptr<storage::Backend> BackendStack::limited(std::unique_ptr<storage::Backend> backend,
                                                        const services::RepositoryAccess& access) {
    const services::ConnectionSettings& wanted = access.connection;
    const storage::Properties& place = backend->properties();
    const std::size_t most = wanted.connectionsMax > 0
                                 ? std::min(wanted.connectionsMax, access.memory.connections)
                                 : access.memory.connections;
    storage::CallLimits limits{.callsPerSecond = wanted.callsPerSecondMax};
    if (!isLocal(access.location)) {
        // A server is spared more connections than make sense.
        limits.connections = std::min(place.connections, most);
        limits.connectionsFar = std::min(place.connectionsFar, most);
    } else if (wanted.connectionsMax > 0 || most < place.connections) {
        limits.connections = most;  // A disk has none to count, unless somebody wants it.
    }
    if (wanted.window)
        limits.window =
            std::make_unique<storage::WorkWindow>(*wanted.window, clock_, zone_, wanted.tell);
    if (limits.connections == 0 && limits.callsPerSecond == 0 && !limits.window) return backend;
    return storage::makeLimited(std::move(backend), std::move(limits), clock_);
}

std::unique_ptr<storage::Backend> BackendStack::retrying(std::unique_ptr<storage::Backend> backend,
                                                         const services::RepositoryAccess& access) {
    return storage::makeRetrying(
        std::move(backend), {.totalMax = retryTime(access)}, clock_, random_,
        [this, tell = access.connection.tell](const storage::RetryNotice& notice) {
            ++retries_;
            if (tell) tell(describe(notice));
        });
}

services::TransferFigures BackendStack::figures() const {
    services::TransferFigures figures{.uploadedBytes = traffic_.uploadedBytes(),
                                      .downloadedBytes = traffic_.downloadedBytes(),
                                      .retries = retries_};
    for (std::size_t i = 0; i < storage::kCallKindCount; ++i) {
        const auto kind = static_cast<storage::CallKind>(i);
        const storage::CallFigures calls = calls_.figures(kind);
        if (calls.count > 0)
            figures.calls.push_back({.name = storage::nameOf(kind),
                                     .count = calls.count,
                                     .failed = calls.failed,
                                     .sizeBytes = calls.sizeBytes});
    }
    return figures;
}

}  // namespace tl::app

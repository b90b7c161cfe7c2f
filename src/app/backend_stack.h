// Backends as the core gets them: with what every backend needs around it.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "infra/platform/time_zone.h"
#include "infra/plugins/plugin_catalog.h"
#include "infra/resources/limit_control.h"
#include "infra/resources/traffic_control.h"
#include "services/plugins/plugins.h"
#include "services/repository/region_rule.h"
#include "services/repository/repository_access.h"
#include "services/repository/transfers.h"
#include "storage/backend.h"
#include "storage/backend_region.h"
#include "storage/meter/call_meter.h"

namespace tl::app {

/// One in a process: the line to the network is the machine's, so all that is opened here shares
/// the limits, and those of whoever opened last are in force.
/// **Threads:** safe from any.
class BackendStack final : public services::Transfers {
  public:
    /// Which rule of regions a repository is under. **Errors:** any; then nothing is opened.
    using RegionRuleFinder =
        std::function<services::RegionRule(const services::RepositoryAccess& access)>;

    /// All but the zone must outlive the object, and the object all that it opens.
    BackendStack(const plugins::PluginCatalog& catalog,
                 Clock& clock,
                 Random& random,
                 const TimeZone& zone,
                 RegionRuleFinder findRule);

    /// As services::BackendFactory. The one place where decorators are put around a backend, in the
    /// order retry(limit(meter(backend))); only the cache comes later and outermost, when the
    /// repository's ID is known.
    /// **Errors:** as openBackend(); PermissionDenied where the rule of regions says so, here or in
    /// the calls of the backend.
    [[nodiscard]] std::unique_ptr<storage::Backend> open(const services::RepositoryAccess& access);

    /// As services::PluginOpener: without decorators.
    [[nodiscard]] std::unique_ptr<storage::Backend> openForTest(const services::PluginUse& use);

    [[nodiscard]] services::TransferFigures figures() const override;

  private:
    [[nodiscard]] std::unique_ptr<storage::Backend> limited(
        std::unique_ptr<storage::Backend> backend, const services::RepositoryAccess& access);
    [[nodiscard]] std::unique_ptr<storage::Backend> retrying(
        std::unique_ptr<storage::Backend> backend, const services::RepositoryAccess& access);

    /// A backend as it is.
    [[nodiscard]] std::unique_ptr<storage::Backend> openBare(
        const std::string& location,
        const std::map<std::string, std::string>& options,
        const services::ConnectionSettings& connection,
        storage::RegionJudge judgeRegion);

    [[nodiscard]] storage::RegionJudge judgeFor(const services::RepositoryAccess& access) const;

    const plugins::PluginCatalog& catalog_;
    Clock& clock_;
    Random& random_;
    const TimeZone zone_;
    const RegionRuleFinder findRule_;
    LimitControl control_;
    TrafficMeter traffic_;
    TrafficLimits limits_;
    storage::CallMeter calls_;
    std::atomic<std::uint64_t> retries_ = 0;
};

}  // namespace tl::app

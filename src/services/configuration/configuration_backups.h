// The configuration kept in the repositories that it speaks of: so that a machine that lost all but
// the way to a repository, and its password, gets back its targets, policies and schedules
// (requirement RC-3). How it is stored: services/backup/documents.h.

#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/id.h"
#include "infra/platform/clock.h"
#include "services/configuration/configurations.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"

namespace tl::services {

/// A configuration as it was kept.
struct KeptConfiguration {
    engine::SnapshotId snapshot{};
    std::string host{};  ///< The machine that kept it.
    WallTime time{};
    std::string text{};  ///< The TOML.
};

enum class KeepResult : std::uint8_t {
    Kept,
    Unchanged,  ///< The newest of this machine says the same.
    Empty,      ///< There is nothing to keep.
};

struct ConfigurationRecovery {
    RepositoryAccess repository{};
    std::string host{};  ///< Whose configuration; empty: the newest of all.
    Unnamed unnamed = Unnamed::Keep;
    Execution execution = Execution::PlanOnly;
};

struct RecoveredConfiguration {
    KeptConfiguration source{};
    std::vector<ConfigurationChange> changes{};
    /// Files with passwords that the configuration names and that are not on this machine.
    std::vector<std::string> missingPasswordFiles{};
};

/// **Errors:** all calls, as Configurations and Repositories.
class ConfigurationBackups {
  public:
    ConfigurationBackups() = default;
    ConfigurationBackups(const ConfigurationBackups&) = delete;
    ConfigurationBackups& operator=(const ConfigurationBackups&) = delete;
    virtual ~ConfigurationBackups() = default;

    /// Keeps the definitions as they are now in the repository, unless that has been done.
    virtual KeepResult keep(const RepositoryAccess& repository, const std::stop_token& stop) = 0;
    /// What is kept there, of all machines, the oldest first, at most 1,000.
    [[nodiscard]] virtual std::vector<KeptConfiguration> list(const RepositoryAccess& repository,
                                                              const std::stop_token& stop) = 0;
    /// Applies what is kept there. **Errors:** NotFound when there is none, or none of that host.
    virtual RecoveredConfiguration recover(const ConfigurationRecovery& request,
                                           const std::stop_token& stop) = 0;
};

/// What is borrowed must outlive the object.
[[nodiscard]] std::unique_ptr<ConfigurationBackups> makeConfigurationBackups(
    const ServiceContext& context, Configurations& configurations);

}  // namespace tl::services

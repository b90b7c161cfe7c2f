// Changing a repository's format.

#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "services/repository/checks.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"

namespace tl::services {

struct Migration {
    std::string name{};
    std::string description{};
    /// Why it cannot be applied to this repository; empty when it can.
    std::string objection{};
};

struct MigrationRequest {
    RepositoryAccess repository{};
    std::string name{};
    bool isForced = false;  ///< Also when the migration has an objection.
    bool isDryRun = false;
    /// Where a copy of the config lies while it is replaced, as `config-` and eight digits of the
    /// repository's ID.
    std::string copyFolder = ".";
};

enum class MigrationOutcome : std::uint8_t {
    Applied,     ///< In a dry run: would be.
    NotNeeded,   ///< It has an objection, and nothing was changed.
    NotAllowed,  ///< The repository has errors, so nothing was changed.
};

struct MigrationReport {
    MigrationOutcome outcome = MigrationOutcome::Applied;
    std::string objection{};  ///< As in Migration.
};

class Migrations {
  public:
    Migrations() = default;
    Migrations(const Migrations&) = delete;
    Migrations& operator=(const Migrations&) = delete;
    virtual ~Migrations() = default;

    /// All there are, with what this repository says of each. **Errors:** as Repositories.
    [[nodiscard]] virtual std::vector<Migration> list(const RepositoryAccess& access,
                                                      const std::stop_token& stop) = 0;

    /// Checks the repository's structure, telling `observer`, and then changes the repository. An
    /// interruption leaves the old format or the new one.
    /// **Errors:** InvalidInput for a name that list() does not give; as Repositories.
    virtual MigrationReport apply(const MigrationRequest& request,
                                  CheckObserver& observer,
                                  const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Migrations> makeMigrations(const ServiceContext& context);

}  // namespace tl::services

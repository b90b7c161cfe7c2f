// Checking a repository's health.

#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/check/check_observer.h"
#include "services/repository/read_data.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

struct CheckRequest {
    RepositoryAccess repository{};
    ReadSelection reading{};
    SnapshotFilter filter{};  ///< Limits trees and packs to those of the snapshots it selects…
    std::vector<std::string> ids{};  ///< …or to these snapshots.
};

using engine::CheckObserver;
using engine::CheckReport;
using engine::CheckStatus;
using engine::Finding;
using engine::FindingSeverity;
using engine::ReadAges;
using engine::Remedy;

class Checks {
  public:
    Checks() = default;
    Checks(const Checks&) = delete;
    Checks& operator=(const Checks&) = delete;
    virtual ~Checks() = default;
    /// Damage is a finding; only what keeps the check from going on is thrown. A damaged index file
    /// ends the check after the index: without it everything would seem lost. What is read is
    /// noted in the record of this machine, also when the check is stopped.
    /// **Errors:** as Repositories; NotFound and InvalidInput for `ids`.
    virtual CheckReport check(const CheckRequest& request,
                              CheckObserver& observer,
                              const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Checks> makeChecks(const ServiceContext& context);

}  // namespace tl::services

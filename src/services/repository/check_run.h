// Checking a repository that is open already.

#pragma once

#include <optional>
#include <stop_token>

#include "infra/engine/check/check_reporter.h"
#include "infra/engine/repository/repository.h"
#include "services/repository/checks.h"

namespace tl::services {

/// Does what `request` asks for, but for opening the repository; tells `reporter` what it finds.
/// Returns when what was read; nothing when the check did not come so far, or no record is kept.
/// **Errors:** as Checks.
std::optional<ReadAges> runCheck(const CheckRequest& request,
                                 const engine::Repository& repository,
                                 const ServiceContext& context,
                                 engine::CheckReporter& reporter,
                                 const std::stop_token& stop);

}  // namespace tl::services

// Verifications and checkpoints of the audit log that raise an alarm when the log is not as it was
// written (requirement MR-4).

#pragma once

#include <memory>

#include "services/audit/audits.h"
#include "services/monitoring/notices/notifications.h"

namespace tl::services {

/// What is borrowed must outlive the object. `warn` is told when nobody can be told.
[[nodiscard]] std::unique_ptr<Audits> makeNotifyingAudits(
    std::unique_ptr<Audits> inner,
    Notifications& notifications,
    std::function<void(const std::string& news)> warn);

}  // namespace tl::services

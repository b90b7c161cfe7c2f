// Where services say what they have done.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "infra/audit/audit_entry.h"
#include "infra/audit/audit_log.h"
#include "infra/platform/clock.h"

namespace tl::services {

using audit::AuditEvent;
using audit::AuditResult;
using audit::kAuditResults;

/// **Threads:** safe from any.
class AuditTrail {
  public:
    AuditTrail() = default;
    AuditTrail(const AuditTrail&) = delete;
    AuditTrail& operator=(const AuditTrail&) = delete;
    virtual ~AuditTrail() = default;

    /// Adds the actor to `event` and keeps it. What has been done cannot be undone because it
    /// could not be noted, so a failure is told and nothing is thrown.
    virtual void note(AuditEvent event) noexcept = 0;
};

/// Notes in the audit log, or nowhere if it has no folder. `actor` is who acts, as AuditEvent has
/// it; `tell` is called with a sentence the first time something cannot be noted. `clock` must
/// outlive the object.
[[nodiscard]] std::unique_ptr<AuditTrail> makeAuditTrail(
    const audit::AuditLogOptions& options,
    const Clock& clock,
    std::string actor,
    std::function<void(const std::string&)> tell);

}  // namespace tl::services

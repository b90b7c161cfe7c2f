// Where services say what they have done.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "infra/audit/audit_entry.h"
#include "infra/audit/audit_log.h"
#include "infra/platform/clock.h"
#include "infra/platform/random.h"

namespace tl::services {

using audit::AuditEntry;
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

    /// Takes who, to what and the details out of the entries that `isMeant` picks, in the actor's
    /// name; returns how many. **Errors:** as audit::AuditLog::erase().
    virtual std::uint64_t erase(const std::function<bool(const AuditEntry& entry)>& isMeant) = 0;
};

/// Notes in the audit log, or nowhere if it has no folder. `actor` is who acts, as AuditEvent has
/// it; `tell` is called with a sentence the first time something cannot be noted. `clock`
/// and `random` must outlive the object.
[[nodiscard]] std::unique_ptr<AuditTrail> makeAuditTrail(
    const audit::AuditLogOptions& options,
    const Clock& clock,
    Random& random,
    std::string actor,
    std::function<void(const std::string&)> tell);

}  // namespace tl::services

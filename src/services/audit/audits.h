// The audit log for those who look into it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/audit/audit_checkpoint.h"
#include "infra/audit/audit_entry.h"
#include "infra/audit/audit_verification.h"
#include "infra/platform/clock.h"
#include "services/audit/audit_trail.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"

namespace tl::services {

using audit::AuditCheckpoint;
using audit::AuditFinding;
using audit::AuditVerification;
using audit::fingerprintOf;

/// Which entries are wanted. What is empty lets all pass.
struct AuditQuery {
    std::optional<WallTime> since{};   ///< From then on…
    std::optional<WallTime> before{};  ///< …and until just before then.
    std::string actor{};               ///< A part of the actor's name; so below.
    std::string action{};
    std::string object{};
    std::optional<AuditResult> result{};
    std::size_t newest = 0;  ///< Only so many, the newest; 0: all.
};

struct AuditVerifyRequest {
    /// The log is held against the checkpoints in these.
    std::vector<RepositoryAccess> repositories{};
    /// As audit::fingerprintOf(). Checkpoints by other keys count for nothing. Empty: the key of
    /// this log, or if there is none yet, any.
    std::string signer{};
};

struct AuditVerifyReport {
    AuditVerification log{};
    std::size_t checkpoints = 0;          ///< That the log was held against.
    std::vector<std::string> problems{};  ///< Of checkpoints that could not be used.
};

/// **Threads:** any.
class Audits {
  public:
    Audits() = default;
    Audits(const Audits&) = delete;
    Audits& operator=(const Audits&) = delete;
    virtual ~Audits() = default;

    /// Calls `visit` with the entries, the oldest first. They are as they stand in the log, right
    /// or not: verify() judges. Lines that are no entries are left out.
    virtual void list(const AuditQuery& query,
                      const std::function<void(const AuditEntry& entry)>& visit,
                      const std::stop_token& stop) = 0;

    /// **Errors:** as Repositories; a log that is wrong is none.
    [[nodiscard]] virtual AuditVerifyReport verify(const AuditVerifyRequest& request,
                                                   const std::stop_token& stop) = 0;

    /// Keeps in the repository where the log ends, signed. **Errors:** InvalidInput when the log is
    /// wrong, so that nothing can be vouched for; as Backups.
    virtual AuditCheckpoint checkpoint(const RepositoryAccess& repository,
                                       const std::stop_token& stop) = 0;

    /// The folder of the log. Empty: there is none.
    [[nodiscard]] virtual std::string folder() const = 0;
};

/// `folder` is that of the log; `context` and `trail` must outlive the object.
[[nodiscard]] std::unique_ptr<Audits> makeAudits(const ServiceContext& context,
                                                 std::string folder,
                                                 AuditTrail& trail);

}  // namespace tl::services

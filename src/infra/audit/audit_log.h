// Adding to the audit log.
//
// Entries are chained by their hashes, so that none can be changed, removed or moved without all
// that follow being made anew; checkpoints elsewhere (audit_checkpoint.h) notice that. See
// docs/decisions/0022-audit-log.md.

#pragma once

#include <cstdint>
#include <string>

#include "infra/audit/audit_entry.h"
#include "infra/audit/audit_files.h"
#include "infra/platform/clock.h"

namespace tl::audit {

struct AuditLogOptions {
    std::string folder{};  ///< Made, with mode 0700, by the first entry.
    /// A segment that has reached this size is followed by another one.
    std::uint64_t segmentSizeBytes = std::uint64_t{16} << 20U;
};

/// **Threads:** safe from any thread, and beside other processes that add to the same folder.
class AuditLog {
  public:
    /// `clock` must outlive the object.
    AuditLog(AuditLogOptions options, const Clock& clock);

    /// Adds an entry, durably: it survives a power cut where the file system keeps its promises.
    /// An end that a kill has torn is cut off first, and an entry "log.repair" tells of it. A log
    /// that was damaged otherwise goes on in a new segment, and fails every verification.
    /// **Errors:** PermissionDenied, ResourceExhausted, Unavailable.
    AuditEntry append(AuditEvent event);

  private:
    const AuditLogOptions options_;
    const Clock& clock_;
};

}  // namespace tl::audit

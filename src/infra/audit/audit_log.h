// Adding to the audit log.
//
// Entries are chained by their hashes, so that none can be changed, removed or moved without all
// that follow being made anew; checkpoints elsewhere (audit_checkpoint.h) notice that. See
// docs/decisions/0022-audit-log.md.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "infra/audit/audit_entry.h"
#include "infra/audit/audit_files.h"
#include "infra/platform/clock.h"
#include "infra/platform/random.h"

namespace tl::audit {

struct AuditLogOptions {
    std::string folder{};  ///< Made, with mode 0700, by the first entry.
    /// A segment that has reached this size is followed by another one.
    std::uint64_t segmentSizeBytes = std::uint64_t{16} << 20U;
};

/// **Threads:** safe from any thread, and beside other processes that add to the same folder.
class AuditLog {
  public:
    /// `clock` and `random` must outlive the object.
    AuditLog(AuditLogOptions options, const Clock& clock, Random& random);

    /// Adds an entry, durably: it survives a power cut where the file system keeps its promises.
    /// An end that a kill has torn is cut off first, and an entry "log.repair" tells of it, as it
    /// does of a head that was missing. A log that was damaged otherwise goes on in a new segment,
    /// and fails every verification.
    /// **Errors:** PermissionDenied, ResourceExhausted, Unavailable.
    AuditEntry append(AuditEvent event);

    /// Takes who, to what and the details out of the entries that `isMeant` picks, for good, and
    /// returns how many they were. That an entry was there, when, what was done and how it ended
    /// stays. Entries "privacy.erase" by `actor` are added before, which tell the numbers of the
    /// erased ones; no such entry is ever erased. A kill leaves each segment as it was or as it
    /// should be: call it again. Old bytes may outlive it in the file system's free space.
    /// **Errors:** as append().
    std::uint64_t erase(const std::function<bool(const AuditEntry& entry)>& isMeant,
                        const std::string& actor);

  private:
    const AuditLogOptions options_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace tl::audit

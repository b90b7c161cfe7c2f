// Whether an audit log is whole, and as it was written.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "infra/audit/audit_entry.h"

namespace tl::audit {

enum class AuditFlaw : std::uint8_t {
    NoEntry,    ///< A line that is none of ours.
    Changed,    ///< An entry whose bytes are not those that were hashed.
    Removed,    ///< Entries before this one are missing.
    Reordered,  ///< An entry that stood elsewhere, or stands there twice.
    Rechained,  ///< An entry that does not follow the one before it, or is not the one that the
                ///< head or a checkpoint knows: something before was replaced.
    Truncated,  ///< Entries at the end are missing, which the head or a checkpoint knows; or the
                ///< head itself is, so that nothing would know.
    Erased,     ///< What an entry said of a person was taken out, and no entry announces that.
};

/// "no_entry", "changed", "removed", "reordered", "rechained", "truncated", "erased".
[[nodiscard]] const char* nameOf(AuditFlaw flaw) noexcept;

/// The first thing that is wrong. What stands behind it is not trusted, and not judged.
struct AuditFinding {
    AuditFlaw flaw{};
    std::uint64_t sequence = 0;  ///< Of the entry that is wrong, or should be there.
    std::string file{};          ///< Path of the segment; empty for what is missing at the end.
    std::uint64_t line = 0;      ///< In the file, from 1; 0 without a file.
    std::string message{};       ///< For a person.
};

/// What somebody else knows of the log: the hash of one of its entries.
struct KnownEntry {
    std::uint64_t sequence = 0;
    Sha256Digest hash{};
    std::string source{};  ///< For messages: "the checkpoint of … in repository …".
};

struct AuditVerification {
    std::uint64_t entries = 0;  ///< That were read and found right.
    std::uint64_t bytes = 0;
    std::uint64_t erased = 0;          ///< Of the entries, those without what told of a person.
    std::optional<AuditEntry> last{};  ///< The last right entry.
    bool isEndTorn = false;            ///< Half an entry at the end, from a kill: no flaw.
    std::optional<AuditFinding> finding{};
};

/// Reads the whole log in `folder`. A log that is not there is right if nobody knows of an entry.
/// **Errors:** PermissionDenied, Unavailable, Cancelled.
[[nodiscard]] AuditVerification verifyLog(const std::string& folder,
                                          std::span<const KnownEntry> known,
                                          const std::stop_token& stop);

}  // namespace tl::audit

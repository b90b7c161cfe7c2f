// What is kept elsewhere of an audit log, so that a log that was made anew does not pass for the
// old one: the hash of an entry, signed by the installation that wrote the log.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "infra/audit/audit_entry.h"
#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "infra/platform/signature.h"

namespace tl::audit {

struct AuditCheckpoint {
    std::string host{};  ///< Whose log it is.
    WallTime time{};     ///< To the microsecond.
    std::uint64_t sequence = 0;
    Sha256Digest hash{};  ///< Of the entry with that sequence.
    SignaturePublicKey signer{};
    bool operator==(const AuditCheckpoint&) const = default;
};

/// A JSON object on one line, with its newline; the last member signs the bytes before it.
[[nodiscard]] std::string writeCheckpoint(const AuditCheckpoint& checkpoint,
                                          const SignatureKey& key);
/// Nothing for what writeCheckpoint() did not write, or whose signature is wrong. Who the signer is
/// remains to be judged.
[[nodiscard]] std::optional<AuditCheckpoint> readCheckpoint(std::string_view text);

/// The key of this installation, kept in the log's folder; made at the first call.
/// **Errors:** Corrupted when the file is none of ours; what the file system throws.
[[nodiscard]] SignatureKey loadSigningKey(const std::string& folder, Random& random);

/// Whether a key has been made.
[[nodiscard]] bool hasSigningKey(const std::string& folder);

/// The first 16 hex digits of the key's SHA-256: for people to compare.
[[nodiscard]] std::string fingerprintOf(const SignaturePublicKey& key);

}  // namespace tl::audit

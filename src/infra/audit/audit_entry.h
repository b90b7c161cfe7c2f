// What the audit log tells: who did what to what, and how it ended.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "infra/platform/clock.h"
#include "infra/platform/digest.h"

namespace tl::audit {

enum class AuditResult : std::uint8_t {
    Success,
    Incomplete,   ///< Done, except for some of it, such as a backup that could not read every file.
    Failure,
    Interrupted,  ///< Stopped by a person or a signal.
    Denied,       ///< Whoever asked may not do that.
};

/// All there are.
inline constexpr AuditResult kAuditResults[] = {AuditResult::Success, AuditResult::Incomplete,
                                                AuditResult::Failure, AuditResult::Interrupted,
                                                AuditResult::Denied};

/// "success", "incomplete", "failure", "interrupted", "denied".
[[nodiscard]] const char* nameOf(AuditResult result) noexcept;

/// One thing that happened. No member may hold a secret: the log is kept for years and exported.
struct AuditEvent {
    std::string actor{};   ///< Who: "anna@laptop", or the name of an API user.
    std::string action{};  ///< What: "backup", "key.add".
    std::string object{};  ///< To what: a repository's location and ID, a target, a user.
    AuditResult result = AuditResult::Success;
    std::vector<std::pair<std::string, std::string>> details{};  ///< Names are unique.
    bool operator==(const AuditEvent&) const = default;
};

/// What keeps a short text, such as a name, from being guessed by its hash.
using AuditSalt = std::array<std::byte, 16>;

/// An event in its place in the chain.
struct AuditEntry {
    std::uint64_t sequence = 0;  ///< From 1, without gaps.
    WallTime time{};             ///< To the microsecond.
    AuditEvent event{};
    /// Who, to what and the details were taken out at a person's wish: these are empty.
    bool isErased = false;
    AuditSalt salt{};
    Sha256Digest previous{};  ///< The hash of the entry before; zeros for the first.
    Sha256Digest hash{};      ///< Of all of the above, as written.
    bool operator==(const AuditEntry&) const = default;
};

}  // namespace tl::audit

// An entry of the audit log as a line of text, and its hashes.
//
// A line is a JSON object (RFC 8259) whose members stand in a fixed order:
//
//     {"sequence":…,"time":…,"action":…,"result":…,"personal":P,"previous":…,"hash":H,"person":{…}}
//
// H is SHA-256 over the line's bytes before `,"hash":`, and what the next entry is chained to. The
// last member holds what may tell of a person: a salt, who, to what, and the details. P is SHA-256
// over its bytes, from brace to brace. So it can be taken out of an entry without breaking the
// chain, and nobody can put something else there. Readers need no canonical form of JSON: sed and
// sha256sum check a line.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/audit/audit_entry.h"

namespace tl::audit {

/// A longer line, without its newline, is none of ours.
inline constexpr std::size_t kLineSizeMax = std::size_t{64} << 10U;

/// The line, with its newline, of an entry that is not erased. Sets `entry.hash`. What is not UTF-8
/// is replaced by U+FFFD. Texts that would make the line too long are cut.
[[nodiscard]] std::string writeLine(AuditEntry& entry);

/// Reads a line without its newline and does not judge its place in the chain.
struct LineReading {
    std::optional<AuditEntry> entry{};  ///< Nothing when the line is none that we wrote.
    bool isHashRight = false;           ///< Whether the bytes are those that were hashed.
};
[[nodiscard]] LineReading readLine(std::string_view line);

/// The line, without its newline as `line` is, with spaces in the place of all that its last member
/// holds: as long as before, with the same hash. `line` must be one that readLine() finds right.
[[nodiscard]] std::string eraseLine(std::string_view line);

}  // namespace tl::audit

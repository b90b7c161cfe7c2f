// An entry of the audit log as a line of text, and its hash.
//
// A line is a JSON object (RFC 8259) whose members stand in a fixed order, the hash last. The hash
// is SHA-256 over the line's bytes before `,"hash":`, so a reader needs no canonical form of JSON
// to check it: `head -c -76` of a line, newline included, and sha256sum do.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/audit/audit_entry.h"

namespace tl::audit {

/// A longer line, without its newline, is none of ours.
inline constexpr std::size_t kLineSizeMax = std::size_t{64} << 10U;

/// The line, with its newline. Sets `entry.hash`. What is not UTF-8 is replaced by U+FFFD. Texts
/// that would make the line too long are cut.
[[nodiscard]] std::string writeLine(AuditEntry& entry);

/// Reads a line without its newline and does not judge its place in the chain.
struct LineReading {
    std::optional<AuditEntry> entry{};  ///< Nothing when the line is none that we wrote.
    bool isHashRight = false;           ///< Whether the bytes are those that were hashed.
};
[[nodiscard]] LineReading readLine(std::string_view line);

}  // namespace tl::audit

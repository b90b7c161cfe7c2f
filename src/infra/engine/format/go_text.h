// Go's two layers of text: strconv.Quote for names, encoding/json for strings (format
// sections 7.3, 7.4).

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tl::engine {

/// Appends `bytes` as strconv.Quote prints them, without the outer quotes. Characters count as
/// printable as in Unicode 13, the tables of restic 0.14 (docs/decisions/0003-unicode-tables.md).
void appendGoQuoted(std::string& out, std::string_view bytes);

/// The raw bytes of a quoted name, or nothing when it is malformed.
[[nodiscard]] std::optional<std::string> goUnquote(std::string_view quoted);

/// Appends `bytes` as a JSON string with its quotes, escaped as Go's encoding/json does.
void appendJsonString(std::string& out, std::string_view bytes);

/// Appends the JSON string of a node's name: quoted, then escaped.
void appendNodeName(std::string& out, std::string_view name);

[[nodiscard]] bool isValidUtf8(std::string_view bytes) noexcept;

}  // namespace tl::engine

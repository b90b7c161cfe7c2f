// Base64 (RFC 4648 section 4, padded), as Go's encoding/json writes bytes.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tl::engine {

void appendBase64(std::string& out, std::string_view bytes);
/// Nothing when `text` is not padded standard base64.
[[nodiscard]] std::optional<std::string> decodeBase64(std::string_view text);

}  // namespace tl::engine

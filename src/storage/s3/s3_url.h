// How S3 writes addresses: percent-encoded in the one way that signatures allow (RFC 3986, section
// 2.3; AWS, "Create a signed AWS API request", UriEncode).

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tl::storage {

enum class Slashes : bool { Encoded, Kept };

/// Every byte but letters, digits and `-._~` becomes %XX.
[[nodiscard]] std::string percentEncoded(std::string_view text, Slashes slashes);
/// Nothing when a `%` is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percentDecoded(std::string_view text);

using QueryParameters = std::vector<std::pair<std::string, std::string>>;

/// "a=1&b=", sorted and encoded: the same bytes serve the URL and the signature.
[[nodiscard]] std::string queryText(const QueryParameters& parameters);

}  // namespace tl::storage

// Lower case as Go's strings.ToLower makes it, for patterns that ignore letter case. The C
// library's towlower depends on the locale, so the table is our own.

#pragma once

#include <string>
#include <string_view>

namespace tl::engine {

/// Maps each character by Unicode's simple lower case, which is one to one. A byte that is not
/// UTF-8 becomes U+FFFD, as in Go.
[[nodiscard]] std::string toLowerCase(std::string_view text);

}  // namespace tl::engine

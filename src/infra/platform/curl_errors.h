// What libcurl's failures mean to our callers.

#pragma once

#include <string>
#include <string_view>

#include <curl/curl.h>

namespace tl::curl {

/// Throws the Error for a request to `origin` that ended with `code`. `detail` is libcurl's own
/// sentence, which is shown where it can hold neither a secret nor what the server wrote at length.
[[noreturn]] void throwError(CURLcode code, std::string_view detail, const std::string& origin);

/// For the calls that set up a request. **Errors:** ResourceExhausted, Internal.
void expectOk(CURLcode code);
void expectOk(CURLMcode code);

/// To be called before libcurl is used; more often does no harm. **Threads:** safe from any.
void initialize();

/// Scheme, host and port of an absolute http or https URL, for messages and for telling
/// connections apart. **Errors:** InvalidInput for any other, and for one with user or password,
/// none of which it shows.
[[nodiscard]] std::string originOf(const std::string& url);

}  // namespace tl::curl

// Sends HTTP requests. Storage services, notifications and pings all speak through this; the
// implementation (libcurl) is in one file.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/secret.h"
#include "infra/platform/traffic.h"

namespace tl {

struct HttpHeader {
    std::string name;
    std::string value;
};

/// A header whose value no log and no error may show. Borrows the value until the call returns.
struct SecretHttpHeader {
    std::string name;
    const Secret* value = nullptr;
};

struct HttpRequest {
    std::string method = "GET";
    /// Absolute, http or https, and percent-encoded as the server is to see it: it is sent as it
    /// stands, since signatures cover it.
    std::string url;
    std::vector<HttpHeader> headers{};
    std::vector<SecretHttpHeader> secretHeaders{};
    std::span<const std::byte> body{};  ///< Borrowed.
    /// Where the body of an answer of 200 or 206 goes; empty: into HttpResponse::body. What does
    /// not fit is left unread.
    std::span<std::byte> target{};
    /// The most that HttpResponse::body may take; more is an error of the server.
    std::size_t bodyMaxBytes = std::size_t{64} << 20U;
};

struct HttpResponse {
    int status = 0;  ///< Any, from 200 to 599. Redirects are not followed.
    std::vector<HttpHeader> headers{};
    std::vector<std::byte> body{};
    std::size_t targetBytes = 0;  ///< How much of the request's target was filled.

    /// The first header of that name, in any case; nothing when there is none.
    [[nodiscard]] std::optional<std::string_view> findHeader(std::string_view name) const noexcept;
    [[nodiscard]] bool isSuccess() const noexcept { return status >= 200 && status < 300; }
};

/// How to connect. One client serves one such setting.
struct HttpSettings {
    std::size_t connections = 5;  ///< Kept open and used again.
    /// Root certificates in PEM form, which stand alone; none: the environment's or the system's.
    std::vector<std::string> certificateFiles{};
    std::string clientCertificateFile{};  ///< PEM with certificate and key; may be empty.
    bool isTlsUnchecked = false;          ///< Accept any server certificate.
    std::string userAgent{};
    std::string unixSocket{};  ///< The path of a socket to connect to in place of the URL's host.
    bool isDirect = false;     ///< Past the proxies that the environment names.
    std::chrono::nanoseconds connectTimeout = std::chrono::seconds{30};
    /// A request that moves nothing for so long, or drips fewer than four bytes a second, is given
    /// up. Waiting in Traffic does not count.
    std::chrono::nanoseconds stuckTimeout = std::chrono::minutes{5};
    Traffic* traffic = nullptr;  ///< Borrowed; may be null.
};

/// **Threads:** safe from any; calls run side by side, each on a connection of its own.
class HttpClient {
  public:
    HttpClient() = default;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    virtual ~HttpClient() = default;

    /// Sends one request and reads the answer. An answer with an error status is an answer.
    /// **Errors:** Unavailable when the server cannot be reached, hangs up or is stuck;
    /// PermissionDenied when a certificate is refused, by either side; InvalidInput for a malformed
    /// URL; ResourceExhausted for a body over the limit; Cancelled within a second of a stop.
    [[nodiscard]] virtual HttpResponse send(const HttpRequest& request,
                                            const std::stop_token& stop) = 0;
};

[[nodiscard]] std::unique_ptr<HttpClient> makeHttpClient(const HttpSettings& settings);

}  // namespace tl

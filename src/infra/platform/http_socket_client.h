// HTTP over one connection that is open already, such as the socket of a program that was started:
// requests share it, side by side with HTTP/2, one after another with HTTP/1.1.

#pragma once

#include <cstdint>
#include <memory>

#include "infra/platform/file.h"
#include "infra/platform/http_client.h"

namespace tl {

/// Which version of HTTP the other end speaks; of 2 there is no talk before (RFC 9113, 3.3).
enum class HttpVersion : std::uint8_t { One, Two };

/// An HttpClient that cannot connect anew.
class SocketHttpClient : public HttpClient {
  public:
    /// False when a request has closed the connection, or found it closed: every other one fails.
    /// **Threads:** safe from any.
    [[nodiscard]] virtual bool isConnected() const noexcept = 0;
};

/// The host in the URLs of requests is sent as it is, and looked up nowhere; it is to be an
/// address. Of `settings`, what is about connecting does not count.
[[nodiscard]] std::unique_ptr<SocketHttpClient> makeSocketHttpClient(File socket,
                                                                     HttpVersion version,
                                                                     const HttpSettings& settings);

}  // namespace tl

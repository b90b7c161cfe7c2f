// One HTTP request through libcurl: what goes out, what comes in, and when it is given up.

#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "infra/platform/curl_session.h"
#include "infra/platform/http_client.h"
#include "infra/platform/http_trust.h"

namespace tl::curl {

/// What all requests of a client share.
struct ClientSettings {
    HttpSettings http;
    HttpTrust trust;
};

/// Frees the lines, zeroed before, as one may hold a secret.
struct WipeLines {
    void operator()(curl_slist* lines) const noexcept;
};

/// Lives for one request. Borrows all that it is given.
class Transfer {
  public:
    /// **Errors:** InvalidInput for a header with a line break.
    Transfer(const ClientSettings& settings,
             const HttpRequest& request,
             const std::stop_token& stop);

    /// Where the request goes: scheme, host and port.
    [[nodiscard]] const std::string& origin() const noexcept { return origin_; }

    /// Sends the request and reads the answer. **Errors:** as HttpClient::send.
    [[nodiscard]] HttpResponse run(Session& session);

    // The same in steps, for who drives several requests at once.

    /// Sets all of `easy`'s options.
    void prepare(CURL* easy);
    /// From now on the request may be stuck.
    void begin() { startPatience(); }
    /// Throws what ends the request before its answer: a stop, or that nothing has moved for long.
    void throwIfOver() const;
    /// The answer, when libcurl is done with the request. **Errors:** as HttpClient::send.
    [[nodiscard]] HttpResponse finish(CURLcode code);

  private:
    static std::size_t sendBody(char* out, std::size_t size, std::size_t count, void* self);
    static int seekBody(void* self, curl_off_t offset, int origin);
    static std::size_t receiveHeader(char* line, std::size_t size, std::size_t count, void* self);
    static std::size_t receiveBody(char* bytes, std::size_t size, std::size_t count, void* self);

    void addHeader(const std::string& name, std::string_view value);
    void addHeaderLine(const char* line);
    void set(CURL* easy);
    void setBody(CURL* easy) const;
    void setTls(CURL* easy) const;
    [[nodiscard]] CURLcode drive(Session& session);
    [[nodiscard]] CURLcode result(CURLM* multi) const;
    void throwIfStuck() const;
    /// To be told of all bytes: enough of them are progress. Those of a drip are not.
    void hasMoved(std::size_t bytes);
    void startPatience();
    /// Waits for `bytes` to have their turn, which is not being stuck.
    template <typename Wait>
    void waitForTurn(const Wait& wait);

    void takeHeaderLine(std::string_view line);
    /// False when no more is wanted.
    [[nodiscard]] bool takeBody(std::span<const std::byte> bytes);

    const ClientSettings& settings_;
    const HttpRequest& request_;
    const std::stop_token& stop_;
    const std::string origin_;
    std::unique_ptr<curl_slist, WipeLines> headers_;
    CURL* easy_ = nullptr;
    std::string detail_ = std::string(CURL_ERROR_SIZE, '\0');

    std::size_t sentBytes_ = 0;
    std::size_t headerBytes_ = 0;
    bool areHeadersComplete_ = false;
    bool isTargetFull_ = false;
    std::chrono::steady_clock::time_point patienceBegin_;
    std::size_t bytesSince_ = 0;  ///< Moved since then.
    std::exception_ptr failure_;  ///< What a callback threw; libcurl knows no exceptions.
    HttpResponse response_;
};

}  // namespace tl::curl

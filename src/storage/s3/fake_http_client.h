// For tests: answers requests from a list, and remembers them.

#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infra/errors/stop.h"
#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"

namespace tl::storage {

/// A request as it was sent, with its secret headers among the others.
struct SentRequest {
    std::string method;
    std::string url;
    std::map<std::string, std::string> headers;
    std::string body;
};

inline HttpResponse answer(int status,
                           std::string_view body = {},
                           std::vector<HttpHeader> headers = {}) {
    const auto bytes = std::as_bytes(std::span{body});
    return {.status = status, .headers = std::move(headers), .body = {bytes.begin(), bytes.end()}};
}

/// An answer of S3 that refuses.
inline HttpResponse refusal(int status, const std::string& code, const std::string& more = {}) {
    return answer(status, "<Error><Code>" + code + "</Code>" + more + "</Error>");
}

class FakeHttpClient final : public HttpClient {
  public:
    using Answer = std::function<HttpResponse(const HttpRequest& request)>;

    /// What the next request is answered, after those that were given before.
    void expect(HttpResponse response) {
        expect([response = std::move(response)](const HttpRequest&) { return response; });
    }
    void expect(Answer answer) { answers_.push_back(std::move(answer)); }

    [[nodiscard]] const std::vector<SentRequest>& sent() const { return sent_; }

    HttpResponse send(const HttpRequest& request, const std::stop_token& stop) override {
        throwIfStopped(stop);
        SentRequest seen{.method = request.method, .url = request.url, .headers = {}, .body = {}};
        for (const HttpHeader& header : request.headers)
            seen.headers.emplace(header.name, header.value);
        for (const SecretHttpHeader& header : request.secretHeaders)
            seen.headers.emplace(header.name, header.value->text());
        for (const std::byte byte : request.body)
            seen.body += static_cast<char>(byte);
        sent_.push_back(std::move(seen));
        if (answers_.empty()) throw Error{ErrorKind::Unavailable, "nobody answers"};
        const Answer next = std::move(answers_.front());
        answers_.pop_front();
        return next(request);
    }

  private:
    std::deque<Answer> answers_;
    std::vector<SentRequest> sent_;
};

/// Stands still until a test moves it; sleeping moves it.
class StillClock final : public Clock {
  public:
    explicit StillClock(WallTime now) : now_{now} {}
    void set(WallTime now) { now_ = now; }
    [[nodiscard]] WallTime now() const override { return now_; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
        return std::chrono::seconds{now_.seconds};
    }
    bool sleep(std::chrono::nanoseconds, const std::stop_token&) override { return false; }

  private:
    WallTime now_;
};

}  // namespace tl::storage

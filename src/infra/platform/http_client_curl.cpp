#include <cstddef>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "infra/platform/curl_errors.h"
#include "infra/platform/curl_session.h"
#include "infra/platform/curl_transfer.h"
#include "infra/platform/http_client.h"

namespace tl {

namespace {

using curl::Session;

/// Sessions that wait for work, each with the connections it has used.
class SessionPool {
  public:
    explicit SessionPool(std::size_t kept) : kept_{kept} {}

    /// Prefers a session that is connected to `origin`.
    [[nodiscard]] Session take(const std::string& origin) {
        {
            const std::lock_guard lock{mutex_};
            for (auto session = idle_.rbegin(); session != idle_.rend(); ++session)
                if (session->origin == origin || std::next(session) == idle_.rend()) {
                    Session taken = std::move(*session);
                    idle_.erase(std::next(session).base());
                    return taken;
                }
        }
        Session made;
        if (!made.multi || !made.easy) throw std::bad_alloc{};
        constexpr long kConnectionsEach = 4;
        curl::expectOk(curl_multi_setopt(made.multi.get(), CURLMOPT_MAXCONNECTS, kConnectionsEach));
        return made;
    }

    void giveBack(Session session) {
        const std::lock_guard lock{mutex_};
        if (idle_.size() < kept_) idle_.push_back(std::move(session));
    }

  private:
    const std::size_t kept_;
    std::mutex mutex_;  // The Mutex of infra/resources lies above this folder.
    std::vector<Session> idle_;
};

class CurlHttpClient final : public HttpClient {
  public:
    explicit CurlHttpClient(const HttpSettings& settings)
        : settings_{.http = settings, .trust = loadTrust(settings.certificateFiles)},
          sessions_{settings.connections} {}

    [[nodiscard]] HttpResponse send(const HttpRequest& request,
                                    const std::stop_token& stop) override {
        curl::Transfer transfer{settings_, request, stop};
        Session session = sessions_.take(transfer.origin());
        HttpResponse response = transfer.run(session);
        sessions_.giveBack(std::move(session));
        return response;
    }

  private:
    const curl::ClientSettings settings_;
    SessionPool sessions_;
};

}  // namespace

std::unique_ptr<HttpClient> makeHttpClient(const HttpSettings& settings) {
    curl::initialize();
    return std::make_unique<CurlHttpClient>(settings);
}

}  // namespace tl

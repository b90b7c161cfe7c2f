// HTTP to a storage plugin: its program is started with the first request, started again when it
// failed, and ended with the client.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"
#include "infra/platform/random.h"
#include "infra/plugins/plugin_catalog.h"
#include "infra/plugins/plugin_settings.h"

namespace tl::plugins {

class PluginConnectionToProgram;

/// What begins the URLs of requests to a plugin; where its program really listens is found out when
/// it is started.
constexpr const char* kPluginUrl = "http://plugin/";

/// A storage plugin with its settings.
struct PluginStorage {
    Plugin plugin;
    std::string path;  ///< Takes the place of `{path}` in the arguments.
    std::vector<PluginSetting> settings{};
};

/// A failure of the program is Unavailable, and the next request starts it anew. After
/// `restartsMax` starts in a row that came to less than 20 answers it is ResourceExhausted, so that
/// nobody tries for ever. One that ends by itself before it ever answered is InvalidInput: it is
/// set up wrongly.
///
/// **Threads:** safe from any.
class PluginHttpClient final : public HttpClient {
  public:
    /// Starts nothing yet. `clock` and `random` must outlive the object; of `http`, what is about
    /// proxies and certificates does not count.
    PluginHttpClient(PluginStorage storage, const HttpSettings& http, Clock& clock, Random& random);
    ~PluginHttpClient() override;

    /// For URLs that begin with kPluginUrl. **Errors:** also those above, and NotFound,
    /// PermissionDenied when the program cannot be started.
    [[nodiscard]] HttpResponse send(const HttpRequest& request,
                                    const std::stop_token& stop) override;

  private:
    using Connection = PluginConnectionToProgram;

    [[nodiscard]] std::shared_ptr<Connection> acquire(const std::stop_token& stop);
    [[nodiscard]] std::shared_ptr<Connection> start(const std::stop_token& stop);
    void retire(const std::shared_ptr<Connection>& connection);
    [[nodiscard]] Error failed(const Error& error, const Connection& connection);

    const PluginStorage storage_;
    const HttpSettings http_;
    Clock& clock_;
    Random& random_;

    std::mutex mutex_;  // With a condition_variable_any, as ConnectionPool has it.
    std::condition_variable_any changed_;
    bool isStarting_ = false;
    bool hasAnswered_ = false;      ///< Ever.
    std::size_t startsInARow_ = 0;  ///< Of programs that came to few answers.
    std::string lastFailure_;       ///< Of the last start that came to nothing.
    /// Owned by this client and by the requests that are on their way to it.
    std::shared_ptr<Connection> connection_;
};

}  // namespace tl::plugins

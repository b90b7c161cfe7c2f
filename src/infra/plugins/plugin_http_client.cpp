#include "infra/plugins/plugin_http_client.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "infra/platform/digest.h"
#include "infra/platform/http_socket_client.h"
#include "infra/platform/process.h"
#include "infra/plugins/plugin_address.h"
#include "infra/plugins/plugin_process.h"
#include "infra/plugins/plugin_words.h"
#include "infra/resources/stop_after.h"

namespace tl::plugins {

namespace {

/// What a program with an address is to ask for, since others on the machine can connect, too.
constexpr const char* kTokenVariable = "TIMELOCKER_PLUGIN_TOKEN";

/// Bytes that nobody guesses, as text.
std::string makeToken(Random& random) {
    std::array<std::byte, 24> bytes{};
    random.fill(bytes);
    return base64Text(bytes);
}

std::vector<std::string> commandLine(const PluginStorage& storage) {
    std::vector<std::string> words{storage.plugin.program};
    for (std::string word : storage.plugin.manifest.arguments) {
        constexpr std::string_view kPath = "{path}";
        const auto place = word.find(kPath);
        if (place != std::string::npos) word.replace(place, kPath.size(), storage.path);
        words.push_back(std::move(word));
    }
    return words;
}

}  // namespace

/// A program that runs, and the way to it.
class PluginConnectionToProgram {
  public:
    /// Starts the program.
    PluginConnectionToProgram(const PluginStorage& storage,
                              const PluginEnvironment& environment,
                              const std::string& token,
                              Clock& clock)
        : manifest_{storage.plugin.manifest},
          bearer_{Secret::fromText("Bearer " + token)},
          process_{commandLine(storage), environment, manifest_.connection, clock} {}

    /// To be called once, before the first request.
    void connect(HttpSettings settings, const std::stop_token& stop) {
        settings.connections = manifest_.connections;
        if (manifest_.connection == PluginConnection::Stdio) {
            const auto version = manifest_.httpVersion == 2 ? HttpVersion::Two : HttpVersion::One;
            auto client = makeSocketHttpClient(process_.takeSocket(), version, settings);
            socketClient_ = client.get();
            client_ = std::move(client);
            return;
        }
        const PluginAddress address = parseAddress(process_.waitForLine(stop));
        baseUrl_ = address.url;
        settings.unixSocket = address.unixSocket;
        settings.isDirect = true;
        client_ = makeHttpClient(settings);
    }

    [[nodiscard]] HttpResponse send(HttpRequest request, const std::stop_token& stop) {
        request.url.replace(0, std::string_view{kPluginUrl}.size(), baseUrl_);
        if (socketClient_ == nullptr)
            request.secretHeaders.push_back({.name = "Authorization", .value = &bearer_});
        return client_->send(request, stop);
    }

    /// Whether another request may succeed.
    [[nodiscard]] bool isUsable() const {
        return !process_.findEnd() && (socketClient_ == nullptr || socketClient_->isConnected());
    }

    /// How many there were so far.
    std::size_t countAnswer() noexcept { return ++answers_; }

    [[nodiscard]] const PluginProcess& process() const noexcept { return process_; }

  private:
    const PluginManifest& manifest_;
    const Secret bearer_;
    PluginProcess process_;
    std::string baseUrl_ = "http://127.0.0.1/";
    std::unique_ptr<HttpClient> client_;
    const SocketHttpClient* socketClient_ = nullptr;  ///< The same, if it is one.
    std::atomic<std::size_t> answers_ = 0;
};

PluginHttpClient::PluginHttpClient(PluginStorage storage,
                                   const HttpSettings& http,
                                   Clock& clock,
                                   Random& random)
    : storage_{std::move(storage)},
      http_{http},
      clock_{clock},
      random_{random} {}

PluginHttpClient::~PluginHttpClient() = default;

HttpResponse PluginHttpClient::send(const HttpRequest& request, const std::stop_token& stop) {
    const auto connection = acquire(stop);
    try {
        HttpResponse response = connection->send(request, stop);
        // One that crashes at every upload answers some requests between.
        constexpr std::size_t kAnswersOfGoodHealth = 20;
        if (connection->countAnswer() >= kAnswersOfGoodHealth) {
            const std::lock_guard lock{mutex_};
            startsInARow_ = 0;
        }
        return response;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Unavailable) throw;
        // It is not asked why: a program that failed once is started anew.
        retire(connection);
        throw failed(error, *connection);
    }
}

std::shared_ptr<PluginConnectionToProgram> PluginHttpClient::acquire(const std::stop_token& stop) {
    std::shared_ptr<Connection> dead;  // Ends without the lock: that may take a second.
    std::unique_lock lock{mutex_};
    if (!changed_.wait(lock, stop, [this] { return !isStarting_; })) throw Cancelled{};
    if (connection_ && connection_->isUsable()) return connection_;
    dead.swap(connection_);
    if (startsInARow_ > storage_.plugin.manifest.restartsMax)
        throw Error{ErrorKind::ResourceExhausted,
                    "the plugin " + tl::quoted(storage_.plugin.name) + " failed " +
                        std::to_string(startsInARow_) +
                        " times in a row and is not started again: " + lastFailure_,
                    {{"hint", "tl plugin test tells more"}}};
    ++startsInARow_;
    isStarting_ = true;
    lock.unlock();
    std::shared_ptr<Connection> started;
    std::exception_ptr failure;
    try {
        started = start(stop);
    } catch (...) {  // NOLINT: the others that wait are told first.
        failure = std::current_exception();
    }
    lock.lock();
    isStarting_ = false;
    connection_ = started;
    changed_.notify_all();
    if (failure) std::rethrow_exception(failure);
    return started;
}

std::shared_ptr<PluginConnectionToProgram> PluginHttpClient::start(const std::stop_token& stop) {
    const PluginManifest& manifest = storage_.plugin.manifest;
    // The time counts from the start to the first answer, whatever it is.
    const StopAfter deadline{clock_, manifest.startMax};
    std::stop_source either;
    const std::stop_callback<std::function<void()>> onStop{stop, [&] { either.request_stop(); }};
    const std::stop_callback<std::function<void()>> onTime{deadline.token(),
                                                           [&] { either.request_stop(); }};
    const std::string token = makeToken(random_);
    PluginEnvironment environment{manifest, storage_.settings, ownEnvironment()};
    environment.set(kTokenVariable, token);
    const auto connection = std::make_shared<Connection>(storage_, environment, token, clock_);
    try {
        connection->connect(http_, either.get_token());
        (void)connection->send({.method = "HEAD", .url = std::string{kPluginUrl} + "config"},
                               either.get_token());
        const std::lock_guard lock{mutex_};
        hasAnswered_ = true;
        return connection;
    } catch (const Cancelled&) {
        throwIfStopped(stop);
        throw failed({ErrorKind::Unavailable, "it has not answered within " +
                                                  std::to_string(manifest.startMax.count()) + " s"},
                     *connection);
    } catch (const Error& error) {
        throw failed(error, *connection);
    }
}

void PluginHttpClient::retire(const std::shared_ptr<Connection>& connection) {
    const std::lock_guard lock{mutex_};
    if (connection_ == connection) connection_.reset();
}

Error PluginHttpClient::failed(const Error& error, const Connection& connection) {
    constexpr std::chrono::milliseconds kMoment{300};
    const auto end = connection.process().waitForEnd(kMoment);
    std::string why = error.what();
    if (end) why = "its program ended (" + toText(*end) + "): " + why;
    why += afterWords(connection.process().said(), storage_.settings);
    const std::lock_guard lock{mutex_};
    lastFailure_ = why;
    const bool isWronglySetUp = !hasAnswered_ && end && end->signal == 0;
    return {isWronglySetUp ? ErrorKind::InvalidInput : error.kind(),
            "the plugin " + tl::quoted(storage_.plugin.name) + " failed: " + why};
}

}  // namespace tl::plugins

// libcurl keeps connections in a multi handle, so all requests go through one. No thread of its own
// drives it: of the threads that wait for an answer, one drives for all, until its own has come;
// then another does. So nothing runs while nothing is asked.

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/platform/curl_errors.h"
#include "infra/platform/curl_session.h"
#include "infra/platform/curl_transfer.h"
#include "infra/platform/http_socket_client.h"
#include "infra/platform/system_error.h"

namespace tl {

namespace {

using curl::CloseEasy;
using curl::CloseMulti;
using curl::Transfer;
using EasyHandle = std::unique_ptr<CURL, CloseEasy>;

/// From this version on, libcurl believes that a socket is connected when it is told.
constexpr unsigned kBelievesFrom = 0x080000;

/// Gives libcurl the socket, once, and hears when it closes it.
///
/// libcurl 7.88 has CURL_SOCKOPT_ALREADY_CONNECTED, but connects all the same, which fails for what
/// is connected. So it gets a socket of UDP, for which that is no more than a note, and before the
/// first request is sent (CURLOPT_PREREQFUNCTION) the real one takes its number.
class OneSocket {
  public:
    explicit OneSocket(File socket) : socket_{std::move(socket)} {
        const int flags = ::fcntl(socket_.descriptor(), F_GETFL);
        if (flags < 0 || ::fcntl(socket_.descriptor(), F_SETFL, flags | O_NONBLOCK) != 0)
            throwSystemError(errno, "prepare a socket", socket_.path());
    }

    [[nodiscard]] bool isOpen() const noexcept { return isOpen_; }

    void set(CURL* easy) {
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &OneSocket::open));
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this));
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &OneSocket::close));
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this));
        if (isBelieved_) {
            curl::expectOk(curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &OneSocket::isReady));
            return;
        }
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &OneSocket::exchange));
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_PREREQDATA, this));
    }

  private:
    static curl_socket_t open(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
        auto& one = *static_cast<OneSocket*>(self);
        if (std::exchange(one.isGiven_, true)) {
            one.isOpen_ = false;
            return CURL_SOCKET_BAD;
        }
        const int given = one.isBelieved_ ? ::fcntl(one.socket_.descriptor(), F_DUPFD_CLOEXEC, 0)
                                          : ::socket(address->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        one.given_ = given;
        return given;
    }
    static int isReady(void* /*self*/, curl_socket_t /*socket*/, curlsocktype /*purpose*/) {
        return CURL_SOCKOPT_ALREADY_CONNECTED;
    }
    static int exchange(
        void* self, char* /*to*/, char* /*from*/, int /*toPort*/, int /*fromPort*/) {
        auto& one = *static_cast<OneSocket*>(self);
        if (!one.socket_.isOpen()) return CURL_PREREQFUNC_OK;
        const int taken = ::dup3(one.socket_.descriptor(), one.given_, O_CLOEXEC);
        one.socket_ = File{};
        return taken < 0 ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
    }
    static int close(void* self, curl_socket_t socket) {
        static_cast<OneSocket*>(self)->isOpen_ = false;
        return ::close(socket);
    }

    const bool isBelieved_ = curl_version_info(CURLVERSION_NOW)->version_num >= kBelievesFrom;
    File socket_;
    bool isGiven_ = false;
    int given_ = -1;  ///< libcurl's number for it.
    std::atomic<bool> isOpen_ = true;
};

/// A request on its way, in the thread that waits for it.
struct Turn {
    Transfer& transfer;
    EasyHandle easy;
    bool isAdded = false;  ///< To the multi handle. Of the thread that drives.
    bool isDone = false;   ///< Guarded by the driver's mutex, as are the next two.
    CURLcode code = CURLE_OK;
    std::exception_ptr failure{};
};

/// The multi handle, and who drives it.
class SharedConnection {
  public:
    SharedConnection(HttpVersion version, std::size_t requestsMax)
        : version_{version},
          requestsMax_{version == HttpVersion::One ? 1 : std::max<std::size_t>(requestsMax, 1)} {
        if (!multi_) throw std::bad_alloc{};
        for (const CURLMoption option : {CURLMOPT_MAX_TOTAL_CONNECTIONS, CURLMOPT_MAXCONNECTS})
            curl::expectOk(curl_multi_setopt(multi_.get(), option, 1L));
    }

    /// Returns when the request is done.
    void run(Turn& turn, const std::stop_token& stop) {
        const std::stop_callback wakeUp{stop, [this] { curl_multi_wakeup(multi_.get()); }};
        std::unique_lock lock{mutex_};
        turns_.push_back(&turn);
        while (!turn.isDone) {
            if (isDriven_) {
                curl_multi_wakeup(multi_.get());
                changed_.wait(lock, [&] { return turn.isDone || !isDriven_; });
                continue;
            }
            isDriven_ = true;
            lock.unlock();
            const std::exception_ptr failure = drive(turn);
            lock.lock();
            isDriven_ = false;
            if (failure) failAll(failure);
            changed_.notify_all();
        }
        std::erase(turns_, &turn);
    }

  private:
    /// Until the request of `mine` is done. Returns what makes the connection useless for all.
    std::exception_ptr drive(const Turn& mine) noexcept {
        try {
            while (true) {
                advance();
                if (isDone(mine)) return {};
                constexpr int kLookMilliseconds = 500;
                curl::expectOk(
                    curl_multi_poll(multi_.get(), nullptr, 0, kLookMilliseconds, nullptr));
            }
        } catch (...) {  // NOLINT: goes to all that wait.
            return std::current_exception();
        }
    }

    [[nodiscard]] bool isDone(const Turn& turn) {
        const std::lock_guard lock{mutex_};
        return turn.isDone;
    }

    void advance() {
        for (Turn* turn : waiting()) {
            curl::expectOk(
                curl_easy_setopt(turn->easy.get(), CURLOPT_HTTP_VERSION, versionOption()));
            curl::expectOk(curl_multi_add_handle(multi_.get(), turn->easy.get()));
            turn->isAdded = true;
            turn->transfer.begin();
        }
        int running = 0;
        curl::expectOk(curl_multi_perform(multi_.get(), &running));
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left))
            if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result, {});
        for (Turn* turn : underWay()) {
            try {
                turn->transfer.throwIfOver();
            } catch (...) {  // NOLINT: goes to who waits for it.
                end(turn->easy.get(), CURLE_OK, std::current_exception());
            }
        }
    }

    /// libcurl 7.88 takes "prior knowledge" as an order to begin HTTP/2, also where it speaks it
    /// already, and then fails.
    [[nodiscard]] long versionOption() const {
        if (version_ == HttpVersion::One) return CURL_HTTP_VERSION_1_1;
        return hasAnswered_ ? CURL_HTTP_VERSION_2_0 : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    }

    /// Those to be added now: one until there was an answer.
    [[nodiscard]] std::vector<Turn*> waiting() {
        const std::lock_guard lock{mutex_};
        const std::size_t activeMax = hasAnswered_ ? requestsMax_ : 1;
        std::size_t active = 0;
        std::vector<Turn*> next;
        for (const Turn* turn : turns_)
            if (turn->isAdded && !turn->isDone) ++active;
        for (Turn* turn : turns_)
            if (!turn->isAdded && !turn->isDone && active < activeMax) {
                next.push_back(turn);
                ++active;
            }
        return next;
    }

    /// Those that are not done, added or not.
    [[nodiscard]] std::vector<Turn*> underWay() {
        const std::lock_guard lock{mutex_};
        std::vector<Turn*> turns;
        for (Turn* turn : turns_)
            if (!turn->isDone) turns.push_back(turn);
        return turns;
    }

    void end(CURL* easy, CURLcode code, std::exception_ptr failure) {
        const std::lock_guard lock{mutex_};
        const auto turn = std::ranges::find_if(
            turns_, [easy](const Turn* candidate) { return candidate->easy.get() == easy; });
        if (turn == turns_.end()) return;
        finish(**turn, code, std::move(failure));
        changed_.notify_all();
    }

    void failAll(const std::exception_ptr& failure) {
        for (Turn* turn : turns_)
            if (!turn->isDone) finish(*turn, CURLE_OK, failure);
    }

    /// With the mutex held, by who drives.
    void finish(Turn& turn, CURLcode code, std::exception_ptr failure) {
        if (turn.isAdded) curl_multi_remove_handle(multi_.get(), turn.easy.get());
        hasAnswered_ = hasAnswered_ || (code == CURLE_OK && !failure);
        turn.code = code;
        turn.failure = std::move(failure);
        turn.isDone = true;
    }

    const HttpVersion version_;
    const std::size_t requestsMax_;
    bool hasAnswered_ = false;  ///< Of the thread that drives.
    const std::unique_ptr<CURLM, CloseMulti> multi_{curl_multi_init()};
    std::mutex mutex_;  // The Mutex of infra/resources lies above this folder.
    std::condition_variable changed_;
    bool isDriven_ = false;
    std::vector<Turn*> turns_;  ///< Of all threads that wait, in the order they came.
};

class CurlSocketHttpClient final : public SocketHttpClient {
  public:
    CurlSocketHttpClient(File socket, HttpVersion version, const HttpSettings& settings)
        : settings_{.http = settings, .trust = {}},
          socket_{std::move(socket)},
          connection_{version, settings.connections} {}

    [[nodiscard]] bool isConnected() const noexcept override { return socket_.isOpen(); }

    [[nodiscard]] HttpResponse send(const HttpRequest& request,
                                    const std::stop_token& stop) override {
        throwIfStopped(stop);
        Transfer transfer{settings_, request, stop};
        Turn turn{.transfer = transfer, .easy = EasyHandle{curl_easy_init()}};
        if (!turn.easy) throw std::bad_alloc{};
        transfer.prepare(turn.easy.get());
        set(turn.easy.get());
        connection_.run(turn, stop);
        if (turn.failure) std::rethrow_exception(turn.failure);
        return transfer.finish(turn.code);
    }

  private:
    void set(CURL* easy) {
        socket_.set(easy);
        // Rather wait for the connection there is than ask for a second.
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L));
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_PROXY, ""));
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 0L));
        curl::expectOk(curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 0L));
    }

    const curl::ClientSettings settings_;
    OneSocket socket_;  ///< Outlives the connection, which closes it.
    SharedConnection connection_;
};

}  // namespace

std::unique_ptr<SocketHttpClient> makeSocketHttpClient(File socket,
                                                       HttpVersion version,
                                                       const HttpSettings& settings) {
    curl::initialize();
    return std::make_unique<CurlSocketHttpClient>(std::move(socket), version, settings);
}

}  // namespace tl

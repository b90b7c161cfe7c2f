// A connection to one program of a server that speaks ONC RPC (RFC 5531), through libnfs: calls are
// started, many at once if need be, and answered while somebody waits here.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/platform/clock.h"

struct rpc_context;

namespace tl::storage {

/// libnfs's form of a callback: rpc_cb.
using RpcCallback = void (*)(::rpc_context* rpc, int status, void* data, void* privateData);

struct RpcTarget {
    std::string host;
    int program = 0;
    int version = 0;
    std::uint16_t port = 0;               ///< 0: the port mapper tells.
    std::optional<std::uint32_t> userId;  ///< Nothing: who this process runs as.
    std::optional<std::uint32_t> groupId;
    std::chrono::milliseconds timeout{60'000};  ///< For how long the server may be silent.
};

/// **Errors:** Unavailable when the connection breaks or the server is silent for too long;
/// Cancelled on stop. After both the connection is of no use.
/// **Threads:** one at a time.
class RpcConnection {
  public:
    /// Connects. `clock` must outlive the object.
    RpcConnection(RpcTarget target, Clock& clock, const std::stop_token& stop);
    ~RpcConnection();
    RpcConnection(const RpcConnection&) = delete;
    RpcConnection& operator=(const RpcConnection&) = delete;

    /// Whether another call may be made. Sees that an idle connection was closed by the server.
    [[nodiscard]] bool isUsable() const noexcept;

    /// Starts a call by one of libnfs's functions rpc_…_async, which `submit` calls with what it is
    /// given. `onReply` gets the answer while somebody waits; what it throws, wait() throws.
    template <typename Result>
    void start(const std::function<int(::rpc_context*, RpcCallback, void*)>& submit,
               std::function<void(Result&)> onReply) {
        startCall(submit, [onReply = std::move(onReply)](void* result) {
            onReply(*static_cast<Result*>(result));
        });
    }

    /// Waits until at most `countMax` calls have no answer yet. On a stop, answers that come soon
    /// are still taken, so that the connection stays of use. After it threw, no call is left.
    void waitForPending(std::size_t countMax, const std::stop_token& stop);

    /// For what must not take long. Returns the timeout that held before.
    std::chrono::milliseconds setTimeout(std::chrono::milliseconds timeout) noexcept;

    /// Waits a moment for the calls that have no answer yet. If one then has none still, all are
    /// forgotten, and the connection with them.
    void settle() noexcept;
    /// Makes the connection one that is not usable.
    void close() noexcept;

    [[nodiscard]] std::size_t pending() const noexcept { return pending_.size(); }

  private:
    struct Call {
        RpcConnection* connection;
        std::function<void(void*)> onReply;
        std::list<Call>::iterator self;
    };

    static void receive(::rpc_context* rpc, int status, void* data, void* privateData);
    void finish(Call& call, int status, void* data) noexcept;
    void startCall(const std::function<int(::rpc_context*, RpcCallback, void*)>& submit,
                   std::function<void(void*)> onReply);
    void service(std::chrono::nanoseconds& lastSign, const std::stop_token& stop);
    void drainFor(std::chrono::milliseconds timeMax) noexcept;
    [[noreturn]] void failUnavailable(const std::string& why);
    void connect(const std::stop_token& stop);

    const RpcTarget target_;
    Clock& clock_;
    std::chrono::milliseconds timeout_;
    ::rpc_context* rpc_ = nullptr;
    std::list<Call> pending_;
    std::exception_ptr failure_;  ///< The first thing that went wrong since the last wait.
};

/// Calls that use the caller's variables must not outlive them: this ends what is left.
class PendingCallsGuard {
  public:
    explicit PendingCallsGuard(RpcConnection& connection) : connection_{connection} {}
    ~PendingCallsGuard() { connection_.settle(); }
    PendingCallsGuard(const PendingCallsGuard&) = delete;
    PendingCallsGuard& operator=(const PendingCallsGuard&) = delete;

  private:
    RpcConnection& connection_;
};

}  // namespace tl::storage

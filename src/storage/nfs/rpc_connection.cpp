#include "storage/nfs/rpc_connection.h"

#include <algorithm>
#include <utility>

#include <nfsc/libnfs.h>
// The order matters: this header of libnfs does not compile alone.
#include <nfsc/libnfs-raw.h>
#include <poll.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/readiness.h"

namespace tl::storage {

namespace {

/// How long an end waits for answers that are on their way.
constexpr std::chrono::milliseconds kGrace{300};

}  // namespace

RpcConnection::RpcConnection(RpcTarget target, Clock& clock, const std::stop_token& stop)
    : target_{std::move(target)},
      clock_{clock},
      timeout_{target_.timeout},
      rpc_{::rpc_init_context()} {
    if (rpc_ == nullptr)
        throw Error{ErrorKind::ResourceExhausted, "no memory for a connection to an NFS server"};
    if (target_.userId) ::rpc_set_uid(rpc_, static_cast<int>(*target_.userId));
    if (target_.groupId) ::rpc_set_gid(rpc_, static_cast<int>(*target_.groupId));
    try {
        connect(stop);
    } catch (...) {  // The destructor does not run for an object that was never made.
        close();
        throw;
    }
}

RpcConnection::~RpcConnection() {
    close();
}

void RpcConnection::connect(const std::stop_token& stop) {
    bool isConnected = false;
    const auto submit = [this](::rpc_context* rpc, RpcCallback callback, void* data) {
        const char* const host = target_.host.c_str();
        if (target_.port == 0)
            return ::rpc_connect_program_async(rpc, host, target_.program, target_.version,
                                               callback, data);
        return ::rpc_connect_port_async(rpc, host, target_.port, target_.program, target_.version,
                                        callback, data);
    };
    startCall(submit, [&isConnected](void*) { isConnected = true; });
    waitForPending(0, stop);
    if (!isConnected) failUnavailable("it does not answer");
}

bool RpcConnection::isUsable() const noexcept {
    if (rpc_ == nullptr || failure_ || !pending_.empty()) return false;
    // Nobody has asked anything: what can be read is the end, or rubbish.
    try {
        constexpr Readiness kRead{.canRead = true, .canWrite = false};
        return !waitUntilReady(::rpc_get_fd(rpc_), kRead, std::chrono::milliseconds{0}, {}).isAny();
    } catch (const Error&) {
        return false;
    }
}

void RpcConnection::startCall(const std::function<int(::rpc_context*, RpcCallback, void*)>& submit,
                              std::function<void(void*)> onReply) {
    if (rpc_ == nullptr) failUnavailable("the connection was closed");
    Call& call = pending_.emplace_back();
    call.connection = this;
    call.onReply = std::move(onReply);
    call.self = std::prev(pending_.end());
    if (submit(rpc_, &RpcConnection::receive, &call) == 0) return;
    pending_.pop_back();
    failUnavailable(::rpc_get_error(rpc_));
}

void RpcConnection::receive(::rpc_context* /*rpc*/, int status, void* data, void* privateData) {
    auto& call = *static_cast<Call*>(privateData);
    call.connection->finish(call, status, data);
}

void RpcConnection::finish(Call& call, int status, void* data) noexcept {
    // No exception may pass through the frames of libnfs, which is C.
    try {
        if (status == RPC_STATUS_SUCCESS) {
            call.onReply(data);
        } else if (!failure_) {
            const char* const why = status == RPC_STATUS_ERROR ? static_cast<char*>(data) : nullptr;
            failure_ = std::make_exception_ptr(
                Error{ErrorKind::Unavailable, "the NFS server " + quoted(target_.host) +
                                                  " failed: " + (why ? why : "no answer")});
        }
    } catch (...) {  // Kept for the caller of wait, on the other side of libnfs.
        if (!failure_) failure_ = std::current_exception();
    }
    pending_.erase(call.self);
}

void RpcConnection::service(std::chrono::nanoseconds& lastSign, const std::stop_token& stop) {
    const int wanted = ::rpc_which_events(rpc_);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(lastSign + timeout_ -
                                                                            clock_.monotonic());
    const Readiness ready = waitUntilReady(
        ::rpc_get_fd(rpc_),
        {.canRead = (wanted & POLLIN) != 0, .canWrite = (wanted & POLLOUT) != 0}, left, stop);
    if (!ready.isAny()) {
        failUnavailable("no answer for " + std::to_string(timeout_.count() / 1000) + " s");
    }
    lastSign = clock_.monotonic();
    const int events = (ready.canRead ? POLLIN : 0) | (ready.canWrite ? POLLOUT : 0);
    if (::rpc_service(rpc_, events) == 0) return;
    // The connection broke; libnfs may have told the calls already.
    if (!failure_) failUnavailable(::rpc_get_error(rpc_));
    const auto first = failure_;
    close();
    failure_ = first;
}

void RpcConnection::waitForPending(std::size_t countMax, const std::stop_token& stop) {
    auto lastSign = clock_.monotonic();
    try {
        while (pending_.size() > countMax && !failure_)
            service(lastSign, stop);
    } catch (const Cancelled&) {
        settle();
        throw;
    }
    if (!failure_) return;
    drainFor(timeout_);
    std::rethrow_exception(std::exchange(failure_, nullptr));
}

void RpcConnection::drainFor(std::chrono::milliseconds timeMax) noexcept {
    const auto first = failure_;
    const auto kept = std::exchange(timeout_, timeMax);
    auto lastSign = clock_.monotonic();
    try {
        while (!pending_.empty())
            service(lastSign, {});
    } catch (...) {  // What came first counts.
        close();
    }
    timeout_ = kept;
    failure_ = first;
}

std::chrono::milliseconds RpcConnection::setTimeout(std::chrono::milliseconds timeout) noexcept {
    return std::exchange(timeout_, timeout);
}

void RpcConnection::settle() noexcept {
    drainFor(kGrace);
    failure_ = nullptr;
}

void RpcConnection::close() noexcept {
    // libnfs tells each call that it is cancelled.
    if (rpc_ != nullptr) ::rpc_destroy_context(std::exchange(rpc_, nullptr));
    pending_.clear();
    failure_ = nullptr;
}

void RpcConnection::failUnavailable(const std::string& why) {
    const Error error{ErrorKind::Unavailable, "the connection to the NFS server " +
                                                  quoted(target_.host) + " failed: " + why};
    close();
    throw error;
}

}  // namespace tl::storage

#include <array>
#include <atomic>
#include <csignal>

#include <unistd.h>

#include "infra/errors/assert.h"
#include "infra/platform/signal_watch.h"
#include "infra/platform/waiting.h"

namespace tl {

namespace {

constexpr int kExitStatusAfterSignal = 130;
constexpr std::array kEndingSignals{SIGINT, SIGTERM};
constexpr std::array kIgnoredSignals{SIGHUP, SIGPIPE};

// A handler has no argument of ours, so what it needs is here; there is one watch at a time.
constinit std::atomic<const WakePipe*> wokenPipe{nullptr};
constinit std::atomic<bool> hasComeOnce{false};
constinit std::array<struct ::sigaction, kEndingSignals.size()> endingBefore{};
constinit std::array<struct ::sigaction, kIgnoredSignals.size()> ignoredBefore{};

extern "C" void onEndingSignal(int signal) {
    const bool isRepeated = hasComeOnce.exchange(true);
    // Not for SIGTERM: what sends it twice is no user who will not wait, and the lock is still
    // there.
    if (isRepeated && signal == SIGINT) ::_exit(kExitStatusAfterSignal);
    if (const WakePipe* pipe = wokenPipe.load()) pipe->wake();
}

struct ::sigaction actionWith(void (*handler)(int)) {
    struct ::sigaction action {};
    action.sa_handler = handler;
    // Calls go on after the handler; those that must end early wait for the stop as well.
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    return action;
}

}  // namespace

SignalWatch::SignalWatch() {
    const WakePipe* none = nullptr;
    const bool isFirst = wokenPipe.compare_exchange_strong(none, &pipe_);
    TL_ASSERT(isFirst);
    hasComeOnce = false;
    const struct ::sigaction report = actionWith(onEndingSignal);
    for (std::size_t i = 0; i < kEndingSignals.size(); ++i)
        ::sigaction(kEndingSignals[i], &report, &endingBefore[i]);
    const struct ::sigaction ignore = actionWith(SIG_IGN);
    for (std::size_t i = 0; i < kIgnoredSignals.size(); ++i)
        ::sigaction(kIgnoredSignals[i], &ignore, &ignoredBefore[i]);
}

SignalWatch::~SignalWatch() {
    for (std::size_t i = 0; i < kEndingSignals.size(); ++i)
        ::sigaction(kEndingSignals[i], &endingBefore[i], nullptr);
    for (std::size_t i = 0; i < kIgnoredSignals.size(); ++i)
        ::sigaction(kIgnoredSignals[i], &ignoredBefore[i], nullptr);
    wokenPipe = nullptr;
}

void SignalWatch::wait(const std::stop_token& stop) const {
    posix::waitForInput(pipe_.descriptor(), stop);
}

}  // namespace tl

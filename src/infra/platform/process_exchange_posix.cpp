// Both directions of a program's pipes at once: who only writes, or only reads, can wait for a
// program that waits for him.

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <limits>

#include <poll.h>
#include <unistd.h>

#include "infra/platform/process.h"
#include "infra/platform/system_error.h"
#include "infra/platform/wake_pipe.h"

namespace tl {

namespace {

constexpr std::size_t kKeptErrorsMax = 8192;

/// Writing to a program that has ended raises SIGPIPE, which by default ends this one. For the time
/// of its life it is an error of write() alone, also where nobody ignores the signal.
class WithoutBrokenPipeSignal {
  public:
    WithoutBrokenPipeSignal() noexcept {
        ::sigemptyset(&signal_);
        ::sigaddset(&signal_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &signal_, &before_);
    }
    ~WithoutBrokenPipeSignal() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    WithoutBrokenPipeSignal(const WithoutBrokenPipeSignal&) = delete;
    WithoutBrokenPipeSignal& operator=(const WithoutBrokenPipeSignal&) = delete;

    /// Takes back the signal that a write has just raised for this thread.
    void forget() const noexcept {
        const ::timespec noTime{};
        while (::sigtimedwait(&signal_, nullptr, &noTime) < 0 && errno == EINTR) {
        }
    }

  private:
    ::sigset_t signal_{};
    ::sigset_t before_{};
};

bool isForLater(int errorNumber) noexcept {
    return errorNumber == EAGAIN || errorNumber == EWOULDBLOCK || errorNumber == EINTR;
}

}  // namespace

Exchanged Process::exchange(const ExchangeTurn& turn) {
    const bool isSending = input_.isOpen() && !turn.toSend.empty();
    // poll() passes over negative descriptors.
    std::array<::pollfd, 4> waits{{{output_.descriptor(), POLLIN, 0},
                                   {isSending ? input_.descriptor() : -1, POLLOUT, 0},
                                   {errors_.descriptor(), POLLIN, 0},
                                   {turn.wake.descriptor(), POLLIN, 0}}};
    constexpr std::chrono::milliseconds::rep kPatienceMax = std::numeric_limits<int>::max();
    const auto patience = static_cast<int>(std::min(turn.patience.count(), kPatienceMax));
    const int ready = ::poll(waits.data(), waits.size(), patience);
    if (ready < 0 && errno != EINTR) throwSystemError(errno, "wait for", output_.path());
    Exchanged done;
    if (ready <= 0) {
        done.isOutOfPatience = ready == 0;
        return done;
    }
    if (waits[3].revents != 0) turn.wake.reset();
    if (waits[2].revents != 0) keepErrors();
    if (waits[1].revents != 0) sendInput(turn.toSend, done);
    if (waits[0].revents != 0) receiveOutput(turn.room, done);
    return done;
}

void Process::sendInput(std::span<const std::byte> bytes, Exchanged& done) {
    const WithoutBrokenPipeSignal quietly;
    const ssize_t sent = ::write(input_.descriptor(), bytes.data(), bytes.size());
    if (sent >= 0) {
        done.sent = static_cast<std::size_t>(sent);
    } else if (errno == EPIPE) {
        quietly.forget();
        closeInput();
        done.sent = bytes.size();
    } else if (!isForLater(errno)) {
        throwSystemError(errno, "write", input_.path());
    }
}

void Process::receiveOutput(std::span<std::byte> room, Exchanged& done) {
    const ssize_t received = ::read(output_.descriptor(), room.data(), room.size());
    if (received < 0 && !isForLater(errno)) throwSystemError(errno, "read", output_.path());
    if (received > 0) done.received = static_cast<std::size_t>(received);
    done.hasEnded = received == 0;
}

void Process::keepErrors() {
    // As much as a pipe holds: who writes faster than this reads is not waited for.
    constexpr int kPiecesMax = 64;
    std::array<char, 4096> piece{};
    for (int read = 0; read < kPiecesMax; ++read) {
        const ssize_t got = ::read(errors_.descriptor(), piece.data(), piece.size());
        if (got < 0) {
            if (!isForLater(errno)) errors_ = File{};
            return;
        }
        if (got == 0) {
            errors_ = File{};
            return;
        }
        keptErrors_.append(piece.data(), static_cast<std::size_t>(got));
        if (keptErrors_.size() > kKeptErrorsMax)
            keptErrors_.erase(0, keptErrors_.size() - kKeptErrorsMax);
    }
}

const std::string& Process::errors() {
    if (errors_.isOpen()) keepErrors();
    return keptErrors_;
}

}  // namespace tl

#include <csignal>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "infra/platform/posix_calls.h"
#include "infra/platform/terminal_loan.h"

namespace tl {

TerminalLoan::TerminalLoan(File terminal) noexcept : terminal_{std::move(terminal)} {}

std::unique_ptr<TerminalLoan> TerminalLoan::tryTake() {
    const std::string path = "/dev/tty";
    const int descriptor = posix::openAt(AT_FDCWD, path, O_RDWR | O_NOCTTY);
    if (descriptor < 0) return nullptr;
    File terminal = File::fromDescriptor(descriptor, path);
    if (::tcgetpgrp(descriptor) != ::getpgrp()) return nullptr;
    return std::unique_ptr<TerminalLoan>{new TerminalLoan{std::move(terminal)}};
}

TerminalLoan::~TerminalLoan() {
    // Who is in the background and takes the terminal gets this signal, and would be stopped by it.
    ::sigset_t blocked;
    ::sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTTOU);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    ::tcsetpgrp(terminal_.descriptor(), ::getpgrp());
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace tl

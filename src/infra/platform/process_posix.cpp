#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "infra/errors/printable.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/process.h"
#include "infra/platform/system_error.h"
#include "infra/platform/terminal_loan.h"
#include "infra/platform/waiting.h"

namespace tl {

namespace {

constexpr std::chrono::milliseconds kGrace{1000};

struct Pipe {
    File readEnd;
    File writeEnd;
};

Pipe makePipe(const std::string& name) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throwSystemError(errno, "make a pipe", {});
    return {File::fromDescriptor(ends[0], name), File::fromDescriptor(ends[1], name)};
}

/// Makes room for more bytes on their way, where the system allows it: who has much to hand over
/// waits less often for the other side, and is woken less often.
void widen(const File& end) {
    constexpr int kBytes = 1 << 20;  // As much as Linux allows by default (pipe(7)).
    (void)::fcntl(end.descriptor(), F_SETPIPE_SZ, kBytes);
}

/// Two ends that are alike.
Pipe makeSocketPair(const std::string& name) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throwSystemError(errno, "make a socket", {});
    return {File::fromDescriptor(ends[0], name), File::fromDescriptor(ends[1], name)};
}

/// Only our end of a pipe: what the program does with its own is its business.
void neverWaitAt(const File& end) {
    const int flags = ::fcntl(end.descriptor(), F_GETFL);
    if (flags < 0 || ::fcntl(end.descriptor(), F_SETFL, flags | O_NONBLOCK) != 0)
        throwSystemError(errno, "prepare a pipe", {});
}

/// The program's ends of its standard three; what is not open is /dev/null or ours.
struct ProgramEnds {
    File input;
    File output;
    File errors;
};

void check(int errorNumber) {
    if (errorNumber != 0) throwSystemError(errorNumber, "prepare to start a program", {});
}

/// What happens to descriptors between fork and exec.
class SpawnActions {
  public:
    SpawnActions() { check(::posix_spawn_file_actions_init(&actions_)); }
    ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;

    void readNothing() {
        check(
            ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0));
    }
    void become(const File& end, int descriptor) {
        check(::posix_spawn_file_actions_adddup2(&actions_, end.descriptor(), descriptor));
    }
    void takeTerminal(const TerminalLoan& terminal) {
        check(::posix_spawn_file_actions_addtcsetpgrp_np(&actions_, terminal.descriptor()));
    }
    [[nodiscard]] const ::posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

  private:
    ::posix_spawn_file_actions_t actions_{};
};

/// Signals and process group of the new program.
class SpawnAttributes {
  public:
    explicit SpawnAttributes(ProcessGroup group) {
        check(::posix_spawnattr_init(&attributes_));
        short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        // What we ignore stays ignored over exec; a program that is deaf to SIGPIPE and SIGHUP
        // would not end as its author meant.
        ::sigset_t reset;
        ::sigemptyset(&reset);
        for (const int signal : {SIGPIPE, SIGHUP, SIGINT, SIGTERM})
            ::sigaddset(&reset, signal);
        check(::posix_spawnattr_setsigdefault(&attributes_, &reset));
        ::sigset_t none;
        ::sigemptyset(&none);
        check(::posix_spawnattr_setsigmask(&attributes_, &none));
        if (group != ProcessGroup::Shared) {
            flags |= POSIX_SPAWN_SETPGROUP;
            check(::posix_spawnattr_setpgroup(&attributes_, 0));
        }
        check(::posix_spawnattr_setflags(&attributes_, flags));
    }
    ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;

    [[nodiscard]] const ::posix_spawnattr_t* get() const noexcept { return &attributes_; }

  private:
    ::posix_spawnattr_t attributes_{};
};

/// Borrows `texts`, with the null pointer at the end that exec wants.
std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const std::string& text : texts) {
        // posix_spawn wants char*, but changes nothing.
        pointers.push_back(const_cast<char*>(posix::systemPath(text)));
    }
    pointers.push_back(nullptr);
    return pointers;
}

::pid_t spawn(const ProcessOptions& options,
              const ProgramEnds& ends,
              const TerminalLoan* terminal) {
    if (options.arguments.empty() || options.arguments.front().empty())
        throw Error{ErrorKind::InvalidInput, "no program is named to run"};
    const auto arguments = pointersTo(options.arguments);
    const auto environment =
        options.environment ? pointersTo(*options.environment) : std::vector<char*>{};
    SpawnActions actions;
    if (ends.input.isOpen())
        actions.become(ends.input, STDIN_FILENO);
    else
        actions.readNothing();
    actions.become(ends.output.isOpen() ? ends.output : ends.input, STDOUT_FILENO);
    if (ends.errors.isOpen()) actions.become(ends.errors, STDERR_FILENO);
    if (terminal) actions.takeTerminal(*terminal);
    const SpawnAttributes attributes{options.group};
    ::pid_t id = 0;
    const int problem =
        ::posix_spawnp(&id, arguments.front(), actions.get(), attributes.get(), arguments.data(),
                       options.environment ? environment.data() : environ);
    if (problem != 0) throwSystemError(problem, "run", options.arguments.front());
    return id;
}

ExitStatus toExitStatus(int status) noexcept {
    if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
    return {.code = WEXITSTATUS(status), .signal = 0};
}

/// Waits for the end of a child and leaves its status to be collected.
void waitForEnd(::pid_t id) noexcept {
    ::siginfo_t info{};
    while (::waitid(P_PID, static_cast<::id_t>(id), &info, WEXITED | WNOWAIT) != 0 &&
           errno == EINTR) {
    }
}

ExitStatus collect(::pid_t id) noexcept {
    int status = 0;
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    return toExitStatus(status);
}

/// True when the child ends within the time. False, too, where the kernel cannot say.
bool endsWithin(::pid_t id, std::chrono::milliseconds time) noexcept {
    const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, id, 0U));
    if (descriptor < 0) return false;
    ::pollfd wait{descriptor, POLLIN, 0};
    const bool hasEnded = ::poll(&wait, 1, static_cast<int>(time.count())) == 1;
    ::close(descriptor);
    return hasEnded;
}

}  // namespace

std::vector<std::string> ownEnvironment() {
    std::vector<std::string> lines;
    for (char** line = environ; line != nullptr && *line != nullptr; ++line)
        lines.emplace_back(*line);
    return lines;
}

std::string toText(const ExitStatus& status) {
    if (status.signal != 0) return "killed by signal " + std::to_string(status.signal);
    return "exit status " + std::to_string(status.code);
}

Process::Process(const ProcessOptions& options) : group_{options.group} {
    const std::string name = options.arguments.empty() ? std::string{} : options.arguments.front();
    ProgramEnds ends;
    if (options.input == ProcessInput::Socket) {
        Pipe both = makeSocketPair("the socket of " + name);
        ends.input = std::move(both.writeEnd);
        socket_ = std::move(both.readEnd);
    } else {
        Pipe output = makePipe("the output of " + name);
        ends.output = std::move(output.writeEnd);
        output_ = std::move(output.readEnd);
    }
    if (options.input == ProcessInput::Sent) {
        Pipe input = makePipe("the input of " + name);
        ends.input = std::move(input.readEnd);
        input_ = std::move(input.writeEnd);
        neverWaitAt(input_);
        widen(input_);
        widen(output_);
    }
    if (options.errors == ProcessErrors::Kept) {
        Pipe errors = makePipe("the errors of " + name);
        ends.errors = std::move(errors.writeEnd);
        errors_ = std::move(errors.readEnd);
        neverWaitAt(errors_);
    }
    if (group_ == ProcessGroup::Asking) terminal_ = TerminalLoan::tryTake();
    id_ = spawn(options, ends, terminal_.get());
}

Process::~Process() {
    if (!hasEnded_) end();
}

std::size_t Process::readOutput(std::span<std::byte> out, const std::stop_token& stop) {
    std::size_t done = 0;
    while (done < out.size()) {
        posix::waitForInput(output_.descriptor(), stop);
        const ssize_t got = ::read(output_.descriptor(), out.data() + done, out.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throwSystemError(errno, "read", output_.path());
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

ExitStatus Process::wait(const std::stop_token& stop) {
    if (hasEnded_) return status_;
    {
        // The status is collected after this scope: until then no other process can get the number.
        const std::stop_callback killOnStop{stop, [this] { send(SIGKILL); }};
        waitForEnd(static_cast<::pid_t>(id_));
    }
    status_ = collect(static_cast<::pid_t>(id_));
    hasEnded_ = true;
    if (stop.stop_requested()) throw Cancelled{};
    return status_;
}

bool Process::endsWithin(std::chrono::milliseconds time) const noexcept {
    return hasEnded_ || tl::endsWithin(static_cast<::pid_t>(id_), time);
}

void Process::giveTerminalBack() noexcept {
    terminal_.reset();
}

void Process::send(int signal) const noexcept {
    const auto id = static_cast<::pid_t>(id_);
    ::kill(group_ == ProcessGroup::Shared ? id : -id, signal);
}

void Process::end() noexcept {
    input_ = File{};
    output_ = File{};
    errors_ = File{};
    socket_ = File{};
    send(SIGTERM);
    // Also when the program has ended: a child of it may be left in its group.
    if (!endsWithin(kGrace) || group_ != ProcessGroup::Shared) send(SIGKILL);
    collect(static_cast<::pid_t>(id_));
}

CapturedOutput captureOutput(const ProcessOptions& options,
                             std::size_t sizeMax,
                             const std::stop_token& stop) {
    Process process{options};
    // One byte more shows that there is more.
    CapturedOutput captured{.status = {}, .bytes = std::vector<std::byte>(sizeMax + 1)};
    const std::size_t size = process.readOutput(captured.bytes, stop);
    if (size > sizeMax) {
        throw Error{ErrorKind::ResourceExhausted, quoted(options.arguments.front()) +
                                                      " printed more than " +
                                                      std::to_string(sizeMax) + " bytes"};
    }
    captured.bytes.resize(size);
    captured.status = process.wait(stop);
    return captured;
}

}  // namespace tl

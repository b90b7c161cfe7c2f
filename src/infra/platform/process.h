// Programs that this one runs: without a shell, so that no word of theirs is read as a command.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "infra/platform/file.h"

namespace tl {

class TerminalLoan;
class WakePipe;

/// How a program ended.
struct ExitStatus {
    int code = 0;    ///< What it returned, if it ended by itself.
    int signal = 0;  ///< What killed it; 0 when it ended by itself.

    [[nodiscard]] bool isSuccess() const noexcept { return code == 0 && signal == 0; }
    bool operator==(const ExitStatus&) const = default;
};

/// Such as "exit status 3" or "killed by signal 9".
[[nodiscard]] std::string toText(const ExitStatus& status);

/// Own: signals from the terminal do not reach the program, and killing it kills its children, too;
/// but it cannot ask its user anything on the terminal. Asking: as Own, and the terminal is the
/// program's until giveTerminalBack(), as far as it is ours; meanwhile signals from the terminal
/// reach the program alone. Shared: as a command of the same shell line.
enum class ProcessGroup : std::uint8_t { Shared, Own, Asking };

/// What the program finds on its standard input: nothing, what exchange() sends, or a socket that
/// is its standard output, too, and whose other end takeSocket() gives.
enum class ProcessInput : std::uint8_t { Empty, Sent, Socket };

/// Where the program's standard error goes: to ours, or to errors().
enum class ProcessErrors : std::uint8_t { Shared, Kept };

struct ProcessOptions {
    std::vector<std::string> arguments;  ///< The first is the program, which is looked for in PATH.
    ProcessGroup group = ProcessGroup::Shared;
    ProcessInput input = ProcessInput::Empty;
    ProcessErrors errors = ProcessErrors::Shared;
    /// All of its environment, as lines NAME=value; nothing: as ours.
    std::optional<std::vector<std::string>> environment{};
};

/// Our environment, as ProcessOptions has it.
[[nodiscard]] std::vector<std::string> ownEnvironment();

/// What a turn of exchange() may do, and until when it waits.
struct ExchangeTurn {
    std::span<const std::byte> toSend;   ///< Empty: only receives. Borrowed.
    std::span<std::byte> room;           ///< Not empty. Borrowed.
    const WakePipe& wake;                ///< Ends the wait. Borrowed.
    std::chrono::milliseconds patience;  ///< Below 0: no bound.
};

/// What a turn of exchange() did. All zero: it was woken.
struct Exchanged {
    std::size_t sent = 0;
    std::size_t received = 0;
    bool hasEnded = false;         ///< No more output will come.
    bool isOutOfPatience = false;  ///< Nothing happened in all the time.
};

/// A running program whose standard output is read here. It inherits no descriptor but its standard
/// three, and signals work for it as usual.
///
/// **Threads:** one at a time.
class Process {
  public:
    /// Starts the program. **Errors:** InvalidInput without arguments or with a zero byte in one;
    /// NotFound, PermissionDenied, ResourceExhausted.
    explicit Process(const ProcessOptions& options);
    /// Ends the program if wait() has not seen its end: closes its input, asks it to end, and kills
    /// it a second later.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Fills `out` as far as the output goes; returns how many bytes, which is less than
    /// `out.size()` only at its end. **Errors:** Cancelled on stop; Unavailable.
    [[nodiscard]] std::size_t readOutput(std::span<std::byte> out, const std::stop_token& stop);

    /// Returns when the program has ended. Read its output first: a program that cannot write
    /// waits, and so would this. **Errors:** Cancelled on stop, which kills the program.
    [[nodiscard]] ExitStatus wait(const std::stop_token& stop);
    /// True when the program ends within the time; wait() then returns at once.
    [[nodiscard]] bool endsWithin(std::chrono::milliseconds time) const noexcept;

    /// Waits until the program takes input or gives output, and does as much of both as it can
    /// without waiting. When the program takes no more input, all is taken as sent: its output
    /// tells why. Keeps standard error, if that was wanted, so that the program never waits for it.
    /// **Errors:** Unavailable.
    [[nodiscard]] Exchanged exchange(const ExchangeTurn& turn);
    /// The program's input ends here.
    void closeInput() noexcept { input_ = File{}; }
    /// Our end of the socket that the program has in place of pipes; exchange() then only looks
    /// after standard error. To be called once.
    [[nodiscard]] File takeSocket() noexcept { return std::move(socket_); }
    /// What the program last wrote to its standard error, some kilobytes of it, if that is kept.
    [[nodiscard]] const std::string& errors();
    void giveTerminalBack() noexcept;

  private:
    void send(int signal) const noexcept;
    void end() noexcept;
    void sendInput(std::span<const std::byte> bytes, Exchanged& done);
    void receiveOutput(std::span<std::byte> room, Exchanged& done);
    void keepErrors();

    std::int64_t id_ = 0;
    ProcessGroup group_;
    bool hasEnded_ = false;
    ExitStatus status_;
    File input_;
    File output_;
    File errors_;
    File socket_;
    std::string keptErrors_;
    std::unique_ptr<TerminalLoan> terminal_;
};

struct CapturedOutput {
    ExitStatus status;
    /// Never moved in memory while it grew, so that one wipe() leaves no copy of a secret.
    std::vector<std::byte> bytes;
};

/// Runs a program to its end and returns what it printed. **Errors:** as Process; ResourceExhausted
/// when it prints more than `sizeMax` bytes.
[[nodiscard]] CapturedOutput captureOutput(const ProcessOptions& options,
                                           std::size_t sizeMax,
                                           const std::stop_token& stop);

}  // namespace tl

// Programs that this one runs: without a shell, so that no word of theirs is read as a command.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/file.h"

namespace tl {

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
/// but it cannot ask its user anything on the terminal. Shared: as a command of the same shell
/// line.
enum class ProcessGroup : std::uint8_t { Shared, Own };

struct ProcessOptions {
    std::vector<std::string> arguments;  ///< The first is the program, which is looked for in PATH.
    ProcessGroup group = ProcessGroup::Shared;
};

/// A running program whose standard output is read here. Its standard input is empty, its standard
/// error ours; it inherits no other descriptor, and signals work for it as usual.
///
/// **Threads:** one at a time.
class Process {
  public:
    /// Starts the program. **Errors:** InvalidInput without arguments or with a zero byte in one;
    /// NotFound, PermissionDenied, ResourceExhausted.
    explicit Process(const ProcessOptions& options);
    /// Ends the program if wait() has not seen its end: asks it to, and kills it a second later.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Fills `out` as far as the output goes; returns how many bytes, which is less than
    /// `out.size()` only at its end. **Errors:** Cancelled on stop; Unavailable.
    [[nodiscard]] std::size_t readOutput(std::span<std::byte> out, const std::stop_token& stop);

    /// Returns when the program has ended. Read its output first: a program that cannot write
    /// waits, and so would this. **Errors:** Cancelled on stop, which kills the program.
    [[nodiscard]] ExitStatus wait(const std::stop_token& stop);

  private:
    void send(int signal) const noexcept;
    void end() noexcept;

    std::int64_t id_ = 0;
    ProcessGroup group_;
    bool hasEnded_ = false;
    ExitStatus status_;
    File output_;
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

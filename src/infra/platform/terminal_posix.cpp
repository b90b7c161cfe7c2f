#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "infra/platform/file.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/system_error.h"
#include "infra/platform/terminal.h"
#include "infra/platform/waiting.h"

namespace tl {

namespace {

// A terminal in line mode gives no longer lines.
constexpr std::size_t kLineSizeMax = 4096;
constexpr std::byte kNewline{'\n'};

int descriptorOf(StandardStream stream) noexcept {
    switch (stream) {
        case StandardStream::Input:
            return STDIN_FILENO;
        case StandardStream::Output:
            return STDOUT_FILENO;
        case StandardStream::Error:
            break;
    }
    return STDERR_FILENO;
}

File openTerminal(const std::string& path) {
    const int descriptor = posix::openAt(AT_FDCWD, path, O_RDWR | O_NOCTTY);
    if (descriptor < 0 || ::isatty(descriptor) == 0) {
        const File closed = File::fromDescriptor(descriptor, path);
        throw Error{ErrorKind::InvalidInput,
                    "cannot ask for a password: there is no terminal to ask on"};
    }
    return File::fromDescriptor(descriptor, path);
}

/// Turns off the echo of a terminal, but for the newline; puts it back in the end. Both drop what
/// was typed and not read.
class HiddenInput {
  public:
    explicit HiddenInput(const File& terminal) : descriptor_{terminal.descriptor()} {
        if (::tcgetattr(descriptor_, &before_) != 0)
            throwSystemError(errno, "read the modes of", terminal.path());
        ::termios hidden = before_;
        hidden.c_lflag &= ~static_cast<::tcflag_t>(ECHO);
        hidden.c_lflag |= static_cast<::tcflag_t>(ICANON | ISIG | ECHONL);
        hidden.c_iflag |= static_cast<::tcflag_t>(ICRNL);
        if (::tcsetattr(descriptor_, TCSAFLUSH, &hidden) != 0)
            throwSystemError(errno, "turn off the echo of", terminal.path());
    }
    ~HiddenInput() { ::tcsetattr(descriptor_, TCSAFLUSH, &before_); }
    HiddenInput(const HiddenInput&) = delete;
    HiddenInput& operator=(const HiddenInput&) = delete;

  private:
    int descriptor_;
    ::termios before_{};
};

/// A buffer that leaves no trace.
struct WipedLine {
    std::array<std::byte, kLineSizeMax> bytes{};

    WipedLine() = default;
    ~WipedLine() { wipe(bytes); }
    WipedLine(const WipedLine&) = delete;
    WipedLine& operator=(const WipedLine&) = delete;
};

Secret readLine(const File& terminal, const std::stop_token& stop) {
    WipedLine line;
    std::size_t size = 0;
    while (size < line.bytes.size()) {
        posix::waitForInput(terminal.descriptor(), stop);
        const auto room = std::span{line.bytes}.subspan(size);
        const ssize_t got = ::read(terminal.descriptor(), room.data(), room.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throwSystemError(errno, "read the password from", terminal.path());
        const auto read = room.first(static_cast<std::size_t>(got));
        const auto newline = std::ranges::find(read, kNewline);
        size += static_cast<std::size_t>(newline - read.begin());
        if (newline != read.end()) return Secret{std::span{line.bytes}.first(size)};
        if (read.empty()) break;
    }
    throw Error{ErrorKind::InvalidInput,
                "cannot read the password: the input ended before its line"};
}

}  // namespace

bool isTerminal(StandardStream stream) noexcept {
    return ::isatty(descriptorOf(stream)) == 1;
}

std::optional<std::size_t> terminalWidth(StandardStream stream) noexcept {
    ::winsize size{};
    const int result = ::ioctl(descriptorOf(stream), TIOCGWINSZ, &size);
    if (result != 0 || size.ws_col == 0) return std::nullopt;
    return size.ws_col;
}

std::string cursorUp(std::size_t count) {
    return count == 0 ? std::string{} : "\x1b[" + std::to_string(count) + "A";
}

Secret readPassword(const std::string& prompt, const std::stop_token& stop) {
    return readPasswordFrom("/dev/tty", prompt, stop);
}

Secret readPasswordFrom(const std::string& terminal,
                        const std::string& prompt,
                        const std::stop_token& stop) {
    File file = openTerminal(terminal);
    const HiddenInput hidden{file};
    file.writeAll(std::as_bytes(std::span{prompt}));
    return readLine(file, stop);
}

}  // namespace tl

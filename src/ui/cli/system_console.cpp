#include "ui/cli/system_console.h"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/standard_input.h"
#include "infra/platform/terminal.h"

namespace tl::cli {

namespace {

constexpr int kOutput = 1;
constexpr int kErrors = 2;

/// True when all of it was written.
bool tryWrite(File& file, std::string_view text) {
    try {
        file.writeAll(std::as_bytes(std::span{text}));
        return true;
    } catch (const Error&) {
        return false;  // Whoever read this is gone, or its disk is full.
    }
}

/// The next line of standard input, and nothing behind it: that may be for somebody else. Nothing
/// at its end.
std::optional<Secret> readLine(const std::stop_token& stop) {
    constexpr std::size_t kSizeMax = 4096;
    std::vector<std::byte> line;
    line.reserve(kSizeMax);  // So that it never moves and leaves a copy behind.
    std::byte next{};
    bool hasInput = false;
    while (line.size() < kSizeMax && readStandardInput({&next, 1}, stop) == 1) {
        hasInput = true;
        if (next == std::byte{'\n'}) break;
        line.push_back(next);
    }
    if (!line.empty() && line.back() == std::byte{'\r'}) line.pop_back();
    Secret secret{line};
    wipe(line);
    if (!hasInput) return std::nullopt;
    return secret;
}

}  // namespace

SystemConsole::SystemConsole(std::stop_token stop)
    : stop_{std::move(stop)},
      output_{File::fromDescriptor(kOutput, "standard output")},
      errors_{File::fromDescriptor(kErrors, "standard error")},
      isTerminal_{tl::isTerminal(StandardStream::Output) && environmentVariable("TERM") != "dumb"},
      isErrorTerminal_{tl::isTerminal(StandardStream::Error)} {}

void SystemConsole::print(std::string_view text) {
    const MutexLock lock{mutex_};
    if (isTerminal_ && !text.empty()) isLineOpen_ = text.back() != '\n';
    if (isTerminal_)
        writeOutput(withoutControls(text));
    else
        writeOutput(text);
}

void SystemConsole::printError(std::string_view text) {
    const MutexLock lock{mutex_};
    writeError(text);
}

void SystemConsole::notify(std::string_view line) {
    const MutexLock lock{mutex_};
    if (isLineOpen_)
        notices_.emplace_back(line);
    else
        writeError(std::string{line} + "\n");
}

std::vector<std::string> SystemConsole::takeNotices() {
    const MutexLock lock{mutex_};
    return std::exchange(notices_, {});
}

void SystemConsole::writeError(std::string_view text) {
    if (isErrorTerminal_)
        (void)tryWrite(errors_, withoutControls(text));
    else
        (void)tryWrite(errors_, text);
}

void SystemConsole::steer(std::string_view sequence) {
    const MutexLock lock{mutex_};
    isLineOpen_ = false;  // It has taken the lines away.
    writeOutput(sequence);
}

void SystemConsole::writeOutput(std::string_view text) {
    if (isOutputIntact_) isOutputIntact_ = tryWrite(output_, text);
}

std::size_t SystemConsole::columns() const {
    constexpr std::size_t kDefault = 80;
    return terminalWidth(StandardStream::Output).value_or(kDefault);
}

bool SystemConsole::isInputTerminal() const {
    return tl::isTerminal(StandardStream::Input);
}

Secret SystemConsole::askSecret(const std::string& question) {
    if (isInputTerminal()) return readPassword(question, stop_);
    auto line = readLine(stop_);
    if (!line)
        throw Error{ErrorKind::InvalidInput,
                    "there is no password: standard input is empty, and nothing else gives one"};
    return std::move(*line);
}

std::optional<std::string> SystemConsole::askLine(const std::string& question) {
    print(question);
    const auto line = readLine(stop_);
    if (!isInputTerminal() || !line) print("\n");  // Nobody has typed one.
    return line ? std::optional{std::string{line->text()}} : std::nullopt;
}

}  // namespace tl::cli

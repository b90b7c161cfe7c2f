// What a command sees of the world in front of it: two streams of text, a terminal or not, and a
// person who can be asked for a password.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/secret.h"

namespace tl::cli {

/// **Threads:** one call at a time, but for notify().
class Console {
  public:
    Console() = default;
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;
    virtual ~Console() = default;

    /// Writes to standard output. Does not throw: a reader that went away must not end a backup.
    /// On a terminal, controls in `text` are shown and not obeyed: they may come from a file's
    /// name.
    virtual void print(std::string_view text) = 0;
    /// As print(), on standard error.
    virtual void printError(std::string_view text) = 0;
    /// Prints a line on standard error from any thread, at any time. While lines are being redrawn
    /// on the terminal, it is kept for whoever redraws them.
    virtual void notify(std::string_view line) = 0;
    /// What notify() keeps, and keeps no longer.
    [[nodiscard]] virtual std::vector<std::string> takeNotices() = 0;
    /// Moves the terminal's cursor and the like; of use only where isTerminal().
    virtual void steer(std::string_view sequence) = 0;
    /// Whether all that was printed has reached standard output so far.
    [[nodiscard]] virtual bool isOutputIntact() = 0;
    /// Whether standard output is a terminal that can redraw lines.
    [[nodiscard]] virtual bool isTerminal() const = 0;
    /// The terminal's width; of use only where isTerminal().
    [[nodiscard]] virtual std::size_t columns() const = 0;
    /// Whether standard input is a terminal, so that somebody can be asked something twice.
    [[nodiscard]] virtual bool isInputTerminal() const = 0;
    /// Asks without showing what is typed; without a terminal, takes a line of standard input.
    /// **Errors:** InvalidInput when there is neither; Cancelled.
    [[nodiscard]] virtual Secret askSecret(const std::string& question) = 0;
    /// Prints the question and takes a line of standard input, whatever that is; nothing at its
    /// end. **Errors:** Cancelled.
    [[nodiscard]] virtual std::optional<std::string> askLine(const std::string& question) = 0;
};

}  // namespace tl::cli

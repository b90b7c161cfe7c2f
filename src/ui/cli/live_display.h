// Lines that are redrawn at the bottom of a terminal, with messages passing above them. Where there
// is no terminal, each update is a line of its own.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ui/cli/console.h"

namespace tl::cli {

/// **Threads:** one call at a time.
class LiveDisplay {
  public:
    /// Borrows `console`.
    explicit LiveDisplay(Console& console) : console_{console} {}
    /// Clears the lines.
    ~LiveDisplay() { clear(); }
    LiveDisplay(const LiveDisplay&) = delete;
    LiveDisplay& operator=(const LiveDisplay&) = delete;

    /// Shows these lines in place of the last ones, each cut to the terminal's width. Without a
    /// terminal only the first is printed: the others say what is being worked on.
    void update(std::vector<std::string> lines);
    /// Prints a whole line above the others.
    void print(std::string_view line);
    /// The same on standard error.
    void printError(std::string_view line);
    /// Takes the lines away for good.
    void clear();

  private:
    void printNotices();
    void erase();
    void draw();

    Console& console_;
    std::vector<std::string> lines_;  ///< What stands at the bottom.
    std::size_t drawnCount_ = 0;
};

}  // namespace tl::cli

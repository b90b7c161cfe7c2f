// Shows how work goes that has several phases, each of which counts something.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ui/cli/command.h"
#include "ui/cli/live_display.h"

namespace tl::cli {

/// How far a phase is.
struct PhaseProgress {
    std::string phase;            ///< Its name, told once when it begins.
    const char* items = "files";  ///< What it counts.
    std::uint64_t done = 0;
    std::uint64_t total = 0;  ///< 0: not known.
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;  ///< 0: not known.
};

/// **Threads:** one call at a time.
class PhaseDisplay {
  public:
    /// `verb` stands before each phase's name: "check" for "check packs". Borrows `context`.
    PhaseDisplay(const Context& context, std::string verb);

    void update(const PhaseProgress& progress);
    /// Prints a whole line above the progress, unless the user wants quiet.
    void tell(std::string_view line);
    /// The same on standard error, and always.
    void printError(std::string_view line) { display_.printError(line); }
    /// Takes the progress away for good.
    void clear() { display_.clear(); }

  private:
    LiveDisplay display_;
    const Clock& clock_;
    const std::string verb_;
    const bool isQuiet_;
    const std::chrono::milliseconds interval_;  ///< Zero: no progress is shown.
    std::string phase_;
    std::chrono::nanoseconds phaseStart_{0};
    std::chrono::nanoseconds lastShown_{0};
};

}  // namespace tl::cli

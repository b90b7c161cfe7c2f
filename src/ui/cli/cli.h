// The command line program, apart from its process: arguments in, text and an exit code out.

#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "infra/platform/process_priority.h"
#include "ui/cli/command.h"

namespace tl::cli {

/// The world around one run. Borrows all of it.
struct Surroundings {
    const Core& core;
    Console& console;
    const Environment& environment;
    const TimeZone& zone;
    const Clock& clock;
    std::stop_token stop;
    /// Lowers the priority of the process; may be empty.
    std::function<void(ProcessPriority priority)> setPriority{};
};

/// Runs the command that `arguments` (without the program's name) ask for. Returns the exit code
/// (format section 16.1); reports all errors on the console and throws none.
[[nodiscard]] int runCli(std::span<const std::string> arguments, const Surroundings& surroundings);

}  // namespace tl::cli

// `tl report`: what the history says, as a file for people or programs.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeReportCommand();

}  // namespace tl::cli

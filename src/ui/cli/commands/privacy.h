// `tl privacy`: what is kept about a person, shown and erased.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makePrivacyEraseCommand();
[[nodiscard]] std::unique_ptr<Command> makePrivacyExportCommand();

}  // namespace tl::cli

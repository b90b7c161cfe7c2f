// `tl region …`: in which regions of clouds repositories may be.

#pragma once

#include <memory>
#include <string>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeRegionRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeRegionSetCommand();
[[nodiscard]] std::unique_ptr<Command> makeRegionShowCommand();

/// Warns of the repositories, or of the one that is named, that break their rule as far as their
/// locations tell.
void warnOfBreaches(const Context& context, const std::string& repository = {});

}  // namespace tl::cli

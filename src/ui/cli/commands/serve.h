// `tl serve`: the daemon.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeServeCommand();

/// Whether a person may be asked for a password.
enum class Asking : unsigned char { Allowed, Forbidden };

/// What runs of schedules get of the context, which must outlive it.
[[nodiscard]] services::RunWorld runWorld(const Context& context, Asking asking);

}  // namespace tl::cli

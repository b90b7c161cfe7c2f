// Reads command lines as restic does (the grammar of Go's pflag and cobra):
//   --name value  --name=value  -n value  -nvalue  -n=value  -abc (flags together)  --  (the end)
// Options may stand anywhere, before the command's name too. An option that needs a value takes
// the next argument whatever it looks like: `-e -x`, `--host ""`, `--exclude "[ab]*"`.
// Why not a library: docs/decisions/0010-argument-parser.md.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "ui/cli/option_set.h"

namespace tl::cli {

/// Stores the values of all options in `arguments` into `options`; returns the other arguments.
/// **Errors:** InvalidInput for an unknown option (naming the likely one), a missing or bad value.
[[nodiscard]] std::vector<std::string> parseArguments(std::span<const std::string> arguments,
                                                      const OptionSet& options);

/// The indices of the arguments that are neither options nor values of options, judged by
/// `options` alone: an option not among them is taken to have a value unless it contains "=".
[[nodiscard]] std::vector<std::size_t> findOperands(std::span<const std::string> arguments,
                                                    const OptionSet& options);

}  // namespace tl::cli

// A file or folder of a snapshot as one line of a list.

#pragma once

#include <string>

#include "infra/platform/time_zone.h"
#include "services/recovery/node_text.h"
#include "ui/cli/command.h"

namespace tl::cli {

struct NodeLineStyle {
    bool isLong = false;       ///< With type, permissions, owner, size and time.
    bool isSizeHuman = false;  ///< With units; implies isLong.
};

/// Without a newline; safe for a terminal, if the console is one.
[[nodiscard]] std::string formatNodeLine(const std::string& path,
                                         const engine::Node& node,
                                         const NodeLineStyle& style,
                                         const Context& context);

}  // namespace tl::cli

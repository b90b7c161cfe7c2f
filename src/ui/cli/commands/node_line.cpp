#include "ui/cli/commands/node_line.h"

#include <fmt/format.h>

#include "ui/cli/line_output.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

std::string formatNodeLine(const std::string& path,
                           const engine::Node& node,
                           const NodeLineStyle& style,
                           const Context& context) {
    const std::string shown = shownText(path, context.console);
    if (!style.isLong && !style.isSizeHuman) return shown;
    const std::string size = style.isSizeHuman ? fmt::format("{:>11}", formatBytes(node.size))
                                               : fmt::format("{:>6}", node.size);
    const bool isLink = node.type == engine::NodeType::Symlink;
    return fmt::format("{} {:>5} {:>5} {} {} {}{}", services::describeMode(node), node.uid,
                       node.gid, size, formatTime(node.mtime.seconds, context.zone), shown,
                       isLink ? " -> " + shownText(node.linkTarget, context.console) : "");
}

}  // namespace tl::cli

#include "ui/cli/commands/ls_printer.h"

#include <fmt/format.h>

#include "services/recovery/node_text.h"
#include "ui/cli/json_line.h"
#include "ui/cli/line_output.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

class LsTextPrinter final : public LsPrinter {
  public:
    LsTextPrinter(LsTextStyle style, const Context& context)
        : style_{std::move(style)},
          console_{context.console},
          zone_{context.zone},
          isQuiet_{context.global.verbosity() == Verbosity::Quiet} {}

    void onSnapshot(const services::StoredSnapshot& stored) override {
        if (isQuiet_) return;
        const engine::Snapshot& snapshot = stored.snapshot;
        printLine(console_, fmt::format("snapshot {} of [{}] at {} by {}@{} filtered by [{}]:\n",
                                        stored.id.shortHex(), fmt::join(snapshot.paths, " "),
                                        formatTime(snapshot.time.seconds, zone_), snapshot.username,
                                        snapshot.hostname, fmt::join(style_.folders, " ")));
    }

    void onNode(const std::string& path, const engine::Node& node) override {
        const std::string shown = shownText(path, console_);
        printLine(console_, (style_.isLong ? formatLong(shown, node) : shown) + "\n");
    }

    void onLeaveFolder(const std::string& /*path*/) override {}
    void finish() override {}

  private:
    [[nodiscard]] std::string formatLong(const std::string& path, const engine::Node& node) const {
        const std::string size = style_.isSizeHuman ? fmt::format("{:>11}", formatBytes(node.size))
                                                    : fmt::format("{:>6}", node.size);
        const bool isLink = node.type == engine::NodeType::Symlink;
        return fmt::format("{} {:>5} {:>5} {} {} {}{}", services::describeMode(node), node.uid,
                           node.gid, size, formatTime(node.mtime.seconds, zone_), path,
                           isLink ? " -> " + shownText(node.linkTarget, console_) : "");
    }

    LsTextStyle style_;
    Console& console_;
    const TimeZone& zone_;
    bool isQuiet_;
};

class LsJsonPrinter final : public LsPrinter {
  public:
    explicit LsJsonPrinter(const Context& context) : console_{context.console} {}

    void onSnapshot(const services::StoredSnapshot& snapshot) override {
        Json json = toJson(snapshot);
        json["message_type"] = "snapshot";
        json["struct_type"] = "snapshot";
        printLine(console_, toLine(json));
    }

    void onNode(const std::string& path, const engine::Node& node) override {
        Json json{{"name", node.name},
                  {"type", std::string{engine::nameOf(node.type)}},
                  {"path", path},
                  {"uid", node.uid},
                  {"gid", node.gid}};
        if (node.type == engine::NodeType::File) json["size"] = node.size;
        addUnlessZero(json, "mode", node.mode);
        json["permissions"] = services::describeMode(node);
        json["mtime"] = engine::formatTimestamp(node.mtime);
        json["atime"] = engine::formatTimestamp(node.atime);
        json["ctime"] = engine::formatTimestamp(node.ctime);
        addUnlessZero(json, "inode", node.inode);
        json["message_type"] = "node";
        json["struct_type"] = "node";
        printLine(console_, toLine(json));
    }

    void onLeaveFolder(const std::string& /*path*/) override {}
    void finish() override {}

  private:
    Console& console_;
};

}  // namespace

std::unique_ptr<LsPrinter> makeLsTextPrinter(const LsTextStyle& style, const Context& context) {
    return std::make_unique<LsTextPrinter>(style, context);
}

std::unique_ptr<LsPrinter> makeLsJsonPrinter(const Context& context) {
    return std::make_unique<LsJsonPrinter>(context);
}

}  // namespace tl::cli

#include "ui/cli/commands/ls_printer.h"

#include <fmt/format.h>

#include "services/recovery/node_text.h"
#include "ui/cli/commands/node_line.h"
#include "ui/cli/json_line.h"
#include "ui/cli/line_output.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

class LsTextPrinter final : public LsPrinter {
  public:
    LsTextPrinter(LsTextStyle style, const Context& context)
        : style_{std::move(style)},
          context_{context},
          console_{context.console},
          isQuiet_{context.global.verbosity() == Verbosity::Quiet} {}

    void onSnapshot(const services::StoredSnapshot& stored) override {
        if (isQuiet_) return;
        const engine::Snapshot& snapshot = stored.snapshot;
        printLine(console_,
                  fmt::format("snapshot {} of [{}] at {} by {}@{} filtered by [{}]:\n",
                              stored.id.shortHex(), fmt::join(snapshot.paths, " "),
                              formatTime(snapshot.time.seconds, context_.zone), snapshot.username,
                              snapshot.hostname, fmt::join(style_.folders, " ")));
    }

    void onNode(const std::string& path, const engine::Node& node) override {
        const NodeLineStyle line{.isLong = style_.isLong, .isSizeHuman = style_.isSizeHuman};
        printLine(console_, formatNodeLine(path, node, line, context_) + "\n");
    }

    void onLeaveFolder(const std::string& /*path*/) override {}
    void finish() override {}

  private:
    LsTextStyle style_;
    const Context& context_;
    Console& console_;
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

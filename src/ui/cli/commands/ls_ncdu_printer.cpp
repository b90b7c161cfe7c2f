// [1, 2, {about}, [{"name":"/"}, {file}, [{folder}, {file}…]…]]: a folder is an array whose first
// element describes it. Source: https://dev.yorhel.nl/ncdu/jsonfmt
#include <algorithm>
#include <string_view>

#include "services/recovery/node_text.h"
#include "ui/cli/commands/ls_printer.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

namespace {

Json describe(const engine::Node& node) {
    constexpr std::uint64_t kBlockSize = 512;
    const bool isRegular =
        node.type == engine::NodeType::File || node.type == engine::NodeType::Directory;
    return {{"name", node.name},
            {"asize", node.size},
            {"dsize", (node.size + kBlockSize - 1) / kBlockSize * kBlockSize},
            {"dev", node.deviceId},
            {"ino", node.inode},
            {"nlink", node.links},
            {"notreg", !isRegular},
            {"uid", node.uid},
            {"gid", node.gid},
            {"mode", services::permissionBits(node)},
            {"mtime", std::max<std::int64_t>(0, node.mtime.seconds)}};
}

/// `json` without the newline.
std::string toText(const Json& json) {
    std::string line = toLine(json);
    line.pop_back();
    return line;
}

class LsNcduPrinter final : public LsPrinter {
  public:
    explicit LsNcduPrinter(const Context& context) : console_{context.console} {}

    void onSnapshot(const services::StoredSnapshot& snapshot) override {
        console_.print("[1, 2, " + toText(toJson(snapshot)) + ", [{\"name\":\"/\"}");
    }

    void onNode(const std::string& path, const engine::Node& node) override {
        closeFoldersAbove(path);
        const bool isFolder = node.type == engine::NodeType::Directory;
        console_.print((isFolder ? ",\n[" : ",\n") + toText(describe(node)));
        if (isFolder) openFolders_.push_back(path + "/");
    }

    // Folders are closed by what comes after them: one that is told but not entered never is left.
    void onLeaveFolder(const std::string& /*path*/) override {}

    void finish() override {
        closeFoldersAbove("");
        console_.print("]]\n");
    }

  private:
    void closeFoldersAbove(std::string_view path) {
        while (!openFolders_.empty() && !path.starts_with(openFolders_.back())) {
            console_.print("]");
            openFolders_.pop_back();
        }
    }

    Console& console_;
    std::vector<std::string> openFolders_;  ///< Paths with a closing slash.
};

}  // namespace

std::unique_ptr<LsPrinter> makeLsNcduPrinter(const Context& context) {
    return std::make_unique<LsNcduPrinter>(context);
}

}  // namespace tl::cli

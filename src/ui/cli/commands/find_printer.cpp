#include "ui/cli/commands/find_printer.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/recovery/node_text.h"
#include "ui/cli/commands/node_line.h"
#include "ui/cli/json_line.h"
#include "ui/cli/line_output.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

void FindPrinter::onProblem(const services::StoredSnapshot& snapshot,
                            const std::string& path,
                            const Error& error) {
    ++problemCount_;
    context_.console.printError(fmt::format("error: cannot look into {} of snapshot {}: {}\n",
                                            tl::quoted(path), snapshot.id.shortHex(),
                                            error.describe()));
}

namespace {

const char* kindOf(const engine::BlobHandle& handle) {
    return handle.type == engine::BlobType::Data ? "blob" : "tree";
}

class FindTextPrinter final : public FindPrinter {
  public:
    FindTextPrinter(const FindStyle& style, const Context& context)
        : FindPrinter{context},
          style_{.isLong = style.isLong, .isSizeHuman = style.isSizeHuman} {}

    void onMatch(const services::StoredSnapshot& snapshot,
                 const engine::SearchMatch& match) override {
        if (match.blobs.empty()) {
            printNode(snapshot, match);
        } else {
            for (const engine::BlobHandle& handle : match.blobs)
                printObject(snapshot, match, handle);
        }
    }

    void onPack(const engine::StoredBlob& stored) override {
        const engine::BlobHandle& handle = stored.blob.handle;
        const char* type = handle.type == engine::BlobType::Data ? "data" : "tree";
        print(fmt::format("Object belongs to pack {}\n ... Pack {}: <{}/{}>\n", stored.pack.hex(),
                          stored.pack.hex(), type, handle.id.shortHex()));
    }

    void finish() override {}

  private:
    void print(const std::string& line) { printLine(context().console, line); }

    void printNode(const services::StoredSnapshot& snapshot, const engine::SearchMatch& match) {
        if (shown_ != snapshot.id) {
            if (shown_) context().tell("");
            shown_ = snapshot.id;
            context().tell(fmt::format("Found matching entries in snapshot {} from {}",
                                       snapshot.id.shortHex(), timeOf(snapshot)));
        }
        print(formatNodeLine(match.path, match.node, style_, context()) + "\n");
    }

    void printObject(const services::StoredSnapshot& snapshot,
                     const engine::SearchMatch& match,
                     const engine::BlobHandle& handle) {
        const std::string path = shownText(match.path, context().console);
        const bool isInFile = handle.type == engine::BlobType::Data;
        const std::string place =
            isInFile ? fmt::format(" ... in file {}\n     (tree {})\n", path, match.tree.hex())
                     : fmt::format(" ... path {}\n", path);
        print(fmt::format("Found {} {}\n{} ... in snapshot {} ({})\n", kindOf(handle),
                          handle.id.hex(), place, snapshot.id.shortHex(), timeOf(snapshot)));
    }

    [[nodiscard]] std::string timeOf(const services::StoredSnapshot& snapshot) const {
        return formatTime(snapshot.snapshot.time.seconds, context().zone);
    }

    const NodeLineStyle style_;
    std::optional<engine::SnapshotId> shown_;
};

/// What restic tells of a node, in its order.
Json describeNode(const engine::Node& node) {
    Json json{{"permissions", services::describeMode(node)},
              {"type", std::string{engine::nameOf(node.type)}}};
    addUnlessZero(json, "mode", node.mode);
    json["mtime"] = engine::formatTimestamp(node.mtime);
    json["atime"] = engine::formatTimestamp(node.atime);
    json["ctime"] = engine::formatTimestamp(node.ctime);
    json["uid"] = node.uid;
    json["gid"] = node.gid;
    if (!node.user.empty()) json["user"] = node.user;
    if (!node.group.empty()) json["group"] = node.group;
    addUnlessZero(json, "inode", node.inode);
    addUnlessZero(json, "device_id", node.deviceId);
    addUnlessZero(json, "size", node.size);
    addUnlessZero(json, "links", node.links);
    if (!node.linkTarget.empty()) json["linktarget"] = node.linkTarget;
    return json;
}

/// `json` without its newline, behind a comma unless it is the first of its list.
std::string element(const Json& json, bool isFirst) {
    std::string line = toLine(json);
    line.pop_back();
    return (isFirst ? "" : ",") + line;
}

/// The array is written piece by piece: matches are many.
class FindJsonPrinter final : public FindPrinter {
  public:
    explicit FindJsonPrinter(const Context& context) : FindPrinter{context} {}

    void onMatch(const services::StoredSnapshot& snapshot,
                 const engine::SearchMatch& match) override {
        if (!std::exchange(isOpen_, true)) print("[");
        if (match.blobs.empty()) {
            printNode(snapshot, match);
        } else {
            for (const engine::BlobHandle& handle : match.blobs)
                printObject(snapshot, match, handle);
        }
    }

    void onPack(const engine::StoredBlob& /*stored*/) override {}

    void finish() override {
        if (snapshot_) closeSnapshot();
        print(isOpen_ ? "]\n" : "[]\n");
    }

  private:
    void print(const std::string& text) { printLine(context().console, text); }

    void printNode(const services::StoredSnapshot& snapshot, const engine::SearchMatch& match) {
        if (snapshot_ != snapshot.id) {
            if (snapshot_) closeSnapshot();
            print(std::string{snapshot_ ? "," : ""} + "{\"matches\":[");
            snapshot_ = snapshot.id;
            hits_ = 0;
        }
        Json json{{"path", match.path}};
        json.update(describeNode(match.node));
        print(element(json, hits_++ == 0));
    }

    void closeSnapshot() {
        print(fmt::format("],\"hits\":{},\"snapshot\":\"{}\"}}", hits_, snapshot_->hex()));
    }

    void printObject(const services::StoredSnapshot& snapshot,
                     const engine::SearchMatch& match,
                     const engine::BlobHandle& handle) {
        Json json{{"object_type", kindOf(handle)}, {"id", handle.id.hex()}, {"path", match.path}};
        if (handle.type == engine::BlobType::Data) json["parent_tree"] = match.tree.hex();
        json["snapshot"] = snapshot.id.hex();
        json["time"] = engine::formatTimestamp(snapshot.snapshot.time);
        print(element(json, hits_++ == 0));
    }

    bool isOpen_ = false;
    std::optional<engine::SnapshotId> snapshot_;
    std::size_t hits_ = 0;
};

}  // namespace

std::unique_ptr<FindPrinter> makeFindTextPrinter(const FindStyle& style, const Context& context) {
    return std::make_unique<FindTextPrinter>(style, context);
}

std::unique_ptr<FindPrinter> makeFindJsonPrinter(const Context& context) {
    return std::make_unique<FindJsonPrinter>(context);
}

}  // namespace tl::cli

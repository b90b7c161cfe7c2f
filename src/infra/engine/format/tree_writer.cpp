#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "infra/engine/format/base64.h"
#include "infra/engine/format/go_text.h"
#include "infra/engine/format/json_writer.h"
#include "infra/engine/format/tree.h"
#include "infra/errors/assert.h"

namespace tl::engine {

namespace {

constexpr std::string_view kOpening = R"({"nodes":[)";
constexpr std::string_view kClosing = "]}\n";

// In what follows `start` is all that precedes the value: a comma, the key, a colon.

void appendNumberUnlessZero(std::string& out, std::string_view start, std::uint64_t value) {
    if (value == 0) return;
    out.append(start);
    appendNumber(out, value);
}

void appendTextUnlessEmpty(std::string& out, std::string_view start, std::string_view text) {
    if (text.empty()) return;
    out.append(start);
    appendJsonString(out, text);
}

void appendBytes(std::string& out, std::string_view start, std::string_view bytes) {
    out.append(start).push_back('"');
    appendBase64(out, bytes);
    out.push_back('"');
}

void appendId(std::string& out, const BlobId& id) {
    out.push_back('"');
    appendHex(out, id.digest);
    out.push_back('"');
}

void appendTimes(std::string& out, const Node& node) {
    std::array<char, kTimestampSizeMax> buffer;
    const auto textOf = [&buffer](const Timestamp& time) -> std::string_view {
        return {buffer.data(),
                static_cast<std::size_t>(writeTimestamp(buffer.data(), time) - buffer.data())};
    };
    // Access times are stored as modification times unless asked for: often one text serves all.
    std::string_view text = textOf(node.mtime);
    out.append(R"(,"mtime":")").append(text);
    if (node.atime != node.mtime) text = textOf(node.atime);
    out.append(R"(","atime":")").append(text);
    if (node.ctime != node.atime) text = textOf(node.ctime);
    out.append(R"(","ctime":")").append(text).push_back('"');
}

void appendLinkTarget(std::string& out, std::string_view target) {
    if (target.empty()) return;
    out.append(R"(,"linktarget":)");
    appendJsonString(out, target);
    // JSON cannot hold what is no UTF-8, so that the text alone would point elsewhere.
    if (!isValidUtf8(target)) appendBytes(out, R"(,"linktarget_raw":)", target);
}

void appendExtendedAttributes(std::string& out, std::span<const ExtendedAttribute> attributes) {
    if (attributes.empty()) return;
    out.append(R"(,"extended_attributes":)");
    char separator = '[';
    for (const ExtendedAttribute& attribute : attributes) {
        out.push_back(separator);
        out.append(R"({"name":)");
        appendJsonString(out, attribute.name);
        appendBytes(out, R"(,"value":)", attribute.value);
        out.push_back('}');
        separator = ',';
    }
    out.push_back(']');
}

void appendContent(std::string& out, const std::optional<std::vector<BlobId>>& content) {
    out.append(R"(,"content":)");
    if (!content) {
        out.append("null");
        return;
    }
    out.push_back('[');
    for (const BlobId& id : *content) {
        if (out.back() != '[') out.push_back(',');
        appendId(out, id);
    }
    out.push_back(']');
}

}  // namespace

TreeWriter::TreeWriter() : json_{kOpening} {}

void TreeWriter::add(const Node& node) {
    TL_ASSERT(isEmpty_ || lastName_ < node.name);
    if (!isEmpty_) json_.push_back(',');
    appendNode(json_, node);
    lastName_ = node.name;
    isEmpty_ = false;
}

std::string TreeWriter::finish() {
    json_.append(kClosing);
    isEmpty_ = true;
    return std::exchange(json_, std::string{kOpening});
}

void appendNode(std::string& out, const Node& node) {
    out.append(R"({"name":)");
    appendNodeName(out, node.name);
    out.append(R"(,"type":")").append(nameOf(node.type)).push_back('"');
    appendNumberUnlessZero(out, R"(,"mode":)", node.mode);
    appendTimes(out, node);
    out.append(R"(,"uid":)");
    appendNumber(out, std::uint64_t{node.uid});
    out.append(R"(,"gid":)");
    appendNumber(out, std::uint64_t{node.gid});
    appendTextUnlessEmpty(out, R"(,"user":)", node.user);
    appendTextUnlessEmpty(out, R"(,"group":)", node.group);
    appendNumberUnlessZero(out, R"(,"inode":)", node.inode);
    appendNumberUnlessZero(out, R"(,"device_id":)", node.deviceId);
    appendNumberUnlessZero(out, R"(,"size":)", node.size);
    appendNumberUnlessZero(out, R"(,"links":)", node.links);
    appendLinkTarget(out, node.linkTarget);
    appendExtendedAttributes(out, node.extendedAttributes);
    if (!node.genericAttributes.empty()) {
        out.append(R"(,"generic_attributes":)").append(node.genericAttributes);
    }
    appendNumberUnlessZero(out, R"(,"device":)", node.device);
    appendContent(out, node.content);
    if (node.subtree) {
        out.append(R"(,"subtree":)");
        appendId(out, *node.subtree);
    }
    appendTextUnlessEmpty(out, R"(,"error":)", node.error);
    out.push_back('}');
}

}  // namespace tl::engine

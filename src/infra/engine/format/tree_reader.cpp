#include <array>
#include <optional>
#include <utility>

#include "infra/engine/format/corrupted.h"
#include "infra/engine/format/go_text.h"
#include "infra/engine/format/json_document.h"
#include "infra/engine/format/json_members.h"
#include "infra/engine/format/tree.h"

namespace tl::engine {

namespace {

/// A node while its members come in, and what must be known once all are in.
struct PartialNode {
    Node node;
    bool hasName = false;
    bool hasType = false;
    std::optional<std::string> rawLinkTarget;
    /// The last time read, because the next is often the same.
    std::string_view lastTimeText;
    Timestamp lastTime;

    Timestamp timeOf(JsonElement value, std::string_view key) {
        const std::string_view text = readText(value, key);
        if (text != lastTimeText || text.empty()) {
            lastTime = readTime(value, key);
            lastTimeText = text;
        }
        return lastTime;
    }
};

void readName(PartialNode& partial, JsonElement value, std::string_view key) {
    auto name = goUnquote(readText(value, key));
    if (!name) throwBadMember(key, "a quoted name");
    partial.node.name = *std::move(name);
    partial.hasName = true;
}

void readType(PartialNode& partial, JsonElement value, std::string_view key) {
    // A kind of node that we do not know must not cost the user the rest of the folder.
    partial.node.type = parseNodeType(readText(value, key)).value_or(NodeType::Irregular);
    partial.hasType = true;
}

ExtendedAttribute readExtendedAttribute(JsonElement value, std::string_view key) {
    ExtendedAttribute attribute;
    for (const auto& [member, memberValue] : readObject(value, key)) {
        if (memberValue.is_null()) continue;
        if (member == "name") attribute.name = readText(memberValue, member);
        if (member == "value") attribute.value = readBase64(memberValue, member);
    }
    return attribute;
}

void readExtendedAttributes(PartialNode& partial, JsonElement value, std::string_view key) {
    partial.node.extendedAttributes.clear();
    const simdjson::dom::array items = *readArray(value, key);
    for (const JsonElement item : items) {
        partial.node.extendedAttributes.push_back(readExtendedAttribute(item, key));
    }
}

void readGenericAttributes(PartialNode& partial, JsonElement value, std::string_view key) {
    (void)readObject(value, key);
    partial.node.genericAttributes.clear();
    appendCompactJson(partial.node.genericAttributes, value);
}

void readContent(PartialNode& partial, JsonElement value, std::string_view key) {
    const simdjson::dom::array ids = *readArray(value, key);
    std::vector<BlobId>& content = partial.node.content.emplace();
    content.reserve(ids.size());
    for (const JsonElement id : ids)
        content.push_back(BlobId{readDigest(id, key)});
}

void readSubtree(PartialNode& partial, JsonElement value, std::string_view key) {
    partial.node.subtree = BlobId{readDigest(value, key)};
}

/// As the readInto() of all records, one level deeper.
template <auto kField, auto kRead>
void readInto(PartialNode& partial, JsonElement value, std::string_view key) {
    partial.node.*kField = kRead(value, key);
}

template <auto kField>
void readTimeInto(PartialNode& partial, JsonElement value, std::string_view key) {
    partial.node.*kField = partial.timeOf(value, key);
}

/// In the order in which restic writes them.
constexpr std::array<JsonMember<PartialNode>, 22> kMembers = {{
    {"name", readName},
    {"type", readType},
    {"mode", readInto<&Node::mode, readU32>},
    {"mtime", readTimeInto<&Node::mtime>},
    {"atime", readTimeInto<&Node::atime>},
    {"ctime", readTimeInto<&Node::ctime>},
    {"uid", readInto<&Node::uid, readU32>},
    {"gid", readInto<&Node::gid, readU32>},
    {"user", readInto<&Node::user, readText>},
    {"group", readInto<&Node::group, readText>},
    {"inode", readInto<&Node::inode, readU64>},
    {"device_id", readInto<&Node::deviceId, readU64>},
    {"size", readInto<&Node::size, readU64>},
    {"links", readInto<&Node::links, readU64>},
    {"linktarget", readInto<&Node::linkTarget, readText>},
    {"linktarget_raw",
     [](PartialNode& partial, JsonElement value, std::string_view key) {
         partial.rawLinkTarget = readBase64(value, key);
     }},
    {"extended_attributes", readExtendedAttributes},
    {"generic_attributes", readGenericAttributes},
    {"device", readInto<&Node::device, readU64>},
    {"content", readContent},
    {"subtree", readSubtree},
    {"error", readInto<&Node::error, readText>},
}};

constexpr std::array<JsonMember<PartialNode>, 4> kReferences = {{
    {"name", readName},
    {"type", readType},
    {"content", readContent},
    {"subtree", readSubtree},
}};

Node readNode(JsonElement value, TreeDetail detail) {
    PartialNode partial;
    const simdjson::dom::object object = readObject(value, "nodes");
    if (detail == TreeDetail::References)
        readMembers(object, kReferences, partial);
    else
        readMembers(object, kMembers, partial);
    if (!partial.hasName || !partial.hasType) throwCorrupted("tree: a node without name or type");
    if (partial.rawLinkTarget) partial.node.linkTarget = *std::move(partial.rawLinkTarget);
    return std::move(partial.node);
}

}  // namespace

struct TreeReader::Parser {
    JsonDocument document;
};

TreeReader::TreeReader() : parser_{std::make_unique<Parser>()} {}

TreeReader::~TreeReader() = default;

void TreeReader::read(std::span<const std::byte> json, const Visitor& visit, TreeDetail detail) {
    std::optional<JsonElement> nodes;
    for (const auto& [key, value] : parser_->document.parseObject(json)) {
        if (key == "nodes") nodes = value;
    }
    if (!nodes) throwCorrupted("tree: no list of nodes");
    const auto items = readArray(*nodes, "nodes");
    if (!items) return;
    for (const JsonElement item : *items)
        visit(readNode(item, detail));
}

std::vector<Node> TreeReader::readAll(std::span<const std::byte> json, TreeDetail detail) {
    std::vector<Node> nodes;
    read(
        json, [&nodes](Node&& node) { nodes.push_back(std::move(node)); }, detail);
    return nodes;
}

}  // namespace tl::engine

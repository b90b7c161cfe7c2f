#include "infra/engine/format/index_file.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "infra/engine/format/corrupted.h"
#include "infra/engine/format/index_scanner.h"
#include "infra/engine/format/json_document.h"
#include "infra/engine/format/json_writer.h"
#include "infra/engine/format/pack_header.h"

namespace tl::engine {

namespace {

constexpr std::string_view kDataType = "data";
constexpr std::string_view kTreeType = "tree";

void appendBlob(std::string& out, const PackedBlob& blob) {
    out.append(R"({"id":")");
    appendHex(out, blob.handle.id.digest);
    out.append(R"(","type":")");
    out.append(blob.handle.type == BlobType::Tree ? kTreeType : kDataType);
    out.append(R"(","offset":)");
    appendNumber(out, std::uint64_t{blob.offset});
    out.append(R"(,"length":)");
    appendNumber(out, std::uint64_t{blob.length});
    if (blob.isCompressed()) {
        out.append(R"(,"uncompressed_length":)");
        appendNumber(out, std::uint64_t{blob.uncompressedLength});
    }
    out.push_back('}');
}

void appendPack(std::string& out, const IndexedPack& pack) {
    out.append(R"({"id":")");
    appendHex(out, pack.id.digest);
    out.append(R"(","blobs":[)");
    for (const PackedBlob& blob : pack.blobs) {
        if (out.back() != '[') out.push_back(',');
        appendBlob(out, blob);
    }
    out.append("]}");
}

BlobType readBlobType(JsonElement value, std::string_view key) {
    const std::string_view name = readText(value, key);
    if (name == kDataType) return BlobType::Data;
    if (name != kTreeType) throwBadMember(key, "data or tree");
    return BlobType::Tree;
}

PackedBlob readBlob(JsonElement value) {
    PackedBlob blob;
    bool hasId = false;
    bool hasType = false;
    for (const auto& [key, member] : readObject(value, "blobs")) {
        if (key == "id") {
            blob.handle.id.digest = readDigest(member, key);
            hasId = true;
        } else if (key == "type") {
            blob.handle.type = readBlobType(member, key);
            hasType = true;
        } else if (key == "offset") {
            blob.offset = readU32(member, key);
        } else if (key == "length") {
            blob.length = readU32(member, key);
        } else if (key == "uncompressed_length" && !member.is_null()) {
            blob.uncompressedLength = readU32(member, key);
        }
    }
    if (!hasId || !hasType) throwCorrupted("index: a blob without ID or type");
    if (blob.length < kBoxOverhead) throwCorrupted("index: a blob shorter than its box");
    if (blob.length > std::numeric_limits<std::uint32_t>::max() - blob.offset) {
        throwCorrupted("index: a blob beyond 4 GiB");
    }
    return blob;
}

IndexedPack readPack(JsonElement value) {
    IndexedPack pack;
    bool hasId = false;
    for (const auto& [key, member] : readObject(value, "packs")) {
        if (key == "id") {
            pack.id.digest = readDigest(member, key);
            hasId = true;
        } else if (key == "blobs") {
            const auto blobs = readArray(member, key);
            if (!blobs) continue;
            pack.blobs.reserve(blobs->size());
            for (const JsonElement blob : *blobs)
                pack.blobs.push_back(readBlob(blob));
        }
    }
    if (!hasId) throwCorrupted("index: a pack without ID");
    return pack;
}

/// The value of `packs`, or the root when it is the array of restic 0.1.0.
std::optional<simdjson::dom::array> packsOf(JsonElement root) {
    if (root.is_array()) return readArray(root, "packs");
    std::optional<simdjson::dom::array> packs;
    for (const auto& [key, member] : readObject(root, "index")) {
        if (key == "packs") packs = readArray(member, key);
    }
    return packs;
}

}  // namespace

std::string writeIndexFile(std::span<const IndexedPack> packs) {
    std::string json = R"({"packs":[)";
    for (const IndexedPack& pack : packs) {
        if (json.back() != '[') json.push_back(',');
        appendPack(json, pack);
    }
    json.append("]}\n");
    return json;
}

void readIndexFile(std::span<const std::byte> json,
                   const std::function<void(IndexedPack&& pack)>& visit) {
    if (auto scanned = tryScanIndexFile(json)) {
        for (IndexedPack& pack : *scanned)
            visit(std::move(pack));
        return;
    }
    JsonDocument document;
    const auto packs = packsOf(document.parse(json));
    if (!packs) return;
    for (const JsonElement pack : *packs)
        visit(readPack(pack));
}

}  // namespace tl::engine

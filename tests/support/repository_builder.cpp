#include "tests/support/repository_builder.h"

#include <span>
#include <stop_token>
#include <utility>

#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/file_mode.h"
#include "infra/engine/format/index_file.h"
#include "infra/engine/format/pack_header.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/repository/snapshot_store.h"

namespace tl::engine {

namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

void append(std::vector<std::byte>& out, std::span<const std::byte> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

RepositoryBuilder::RepositoryBuilder()
    : repository_{backend_, random_, makeRandomKey(random_), KeyId{}, Config{}} {}

void RepositoryBuilder::beginPack() {
    isCollecting_ = true;
}

PackId RepositoryBuilder::endPack() {
    BoxCipher cipher{repository_.masterKey(), random_};
    const auto header = cipher.seal(writePackHeader(pending_));
    append(pendingBytes_, header);
    for (unsigned shift = 0; shift < 32; shift += 8)
        pendingBytes_.push_back(static_cast<std::byte>(header.size() >> shift));
    const PackId id{sha256(pendingBytes_)};
    backend_.save({storage::FileType::Pack, id.hex()}, pendingBytes_, {});
    addIndex({id, std::exchange(pending_, {})});
    pendingBytes_.clear();
    isCollecting_ = false;
    return id;
}

void RepositoryBuilder::addIndex(const IndexedPack& pack) {
    (void)repository_.saveFile(storage::FileType::Index, writeIndexFile(std::span{&pack, 1}), {});
    index_.addPack(pack);
}

BlobId RepositoryBuilder::addData(std::string_view bytes) {
    return add(BlobType::Data, bytes);
}

BlobId RepositoryBuilder::addTree(std::string_view json) {
    return add(BlobType::Tree, json);
}

BlobId RepositoryBuilder::addTree(const std::vector<Node>& nodes) {
    std::string json = R"({"nodes":[)";
    for (const Node& node : nodes) {
        if (&node != &nodes.front()) json.push_back(',');
        appendNode(json, node);
    }
    return addTree(json + "]}\n");
}

SnapshotId RepositoryBuilder::addSnapshot(const BlobId& tree) {
    Snapshot snapshot;
    snapshot.tree = tree;
    snapshot.paths = {"/"};
    return saveSnapshot(repository_, snapshot, {});
}

BlobId RepositoryBuilder::add(BlobType type, std::string_view bytes) {
    const BlobId id{sha256(bytesOf(bytes))};
    BoxCipher cipher{repository_.masterKey(), random_};
    const auto box = cipher.seal(bytesOf(bytes));
    pending_.push_back({.handle = {type, id},
                        .offset = static_cast<std::uint32_t>(pendingBytes_.size()),
                        .length = static_cast<std::uint32_t>(box.size()),
                        .uncompressedLength = 0});
    append(pendingBytes_, box);
    if (!isCollecting_) endPack();
    return id;
}

Node fileNode(const std::string& name, std::vector<BlobId> content, std::uint64_t size) {
    Node node;
    node.name = name;
    node.type = NodeType::File;
    node.mode = 0644;
    node.size = size;
    node.links = 1;
    node.content = std::move(content);
    return node;
}

Node folderNode(const std::string& name, const BlobId& tree) {
    Node node;
    node.name = name;
    node.type = NodeType::Directory;
    node.mode = kModeDirectory | 0755;
    node.subtree = tree;
    return node;
}

Node symlinkNode(const std::string& name, const std::string& target) {
    Node node;
    node.name = name;
    node.type = NodeType::Symlink;
    node.mode = kModeSymlink | 0777;
    node.links = 1;
    node.linkTarget = target;
    return node;
}

}  // namespace tl::engine

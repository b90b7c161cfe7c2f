#include "services/repository/object_content.h"

#include <span>
#include <utility>
#include <vector>

#include "infra/engine/format/config.h"
#include "infra/engine/format/key_file.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/repository/key_store.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/repository/indented_json.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

using engine::BlobHandle;
using engine::BlobId;
using engine::BlobIndex;
using engine::BlobReader;
using engine::BlobType;
using engine::Repository;
using storage::FileType;

namespace {

std::string toText(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string indentedLines(std::string_view json) {
    return indentJson(json) + "\n";
}

std::string masterKeyText(const Repository& repository) {
    return indentedLines(engine::writeMasterKey(repository.masterKey()).text());
}

std::string loadUnpacked(const Repository& repository,
                         FileType type,
                         const std::string& prefix,
                         const std::stop_token& stop) {
    const std::string name = engine::findByPrefix(repository.backend(), type, prefix, stop);
    return toText(repository.loadFile({type, name}, stop));
}

std::string snapshotText(const Repository& repository,
                         const std::string& id,
                         const std::stop_token& stop) {
    const std::string name =
        id == "latest" ? selectSnapshot(repository, id, {}, stop).id.hex() : id;
    return indentedLines(loadUnpacked(repository, FileType::Snapshot, name, stop));
}

std::string keyText(const Repository& repository,
                    const std::string& prefix,
                    const std::stop_token& stop) {
    const std::string name =
        engine::findByPrefix(repository.backend(), FileType::Key, prefix, stop);
    return indentedLines(
        engine::writeKeyFile(engine::loadKeyFile(repository.backend(), name, stop)));
}

/// The bytes as stored: a damaged pack is just what one may want to look at.
std::string packBytes(const Repository& repository,
                      const std::string& prefix,
                      const std::stop_token& stop) {
    const std::string name =
        engine::findByPrefix(repository.backend(), FileType::Pack, prefix, stop);
    const auto content = repository.backend().tryLoad({FileType::Pack, name}, stop);
    if (!content) throw Error{ErrorKind::NotFound, "the pack is gone", {{"pack", name}}};
    return toText(*content);
}

std::string blobBytes(const Repository& repository,
                      const std::string& id,
                      const std::stop_token& stop) {
    const auto blobId = BlobId::parse(id);
    if (!blobId)
        throw Error{ErrorKind::InvalidInput, quoted(id) + " is no blob's ID: give all 64 digits"};
    const BlobIndex index = engine::loadIndex(repository, stop);
    BlobReader reader{repository, index};
    const bool isData = index.contains({BlobType::Data, *blobId});
    return toText(reader.load({isData ? BlobType::Data : BlobType::Tree, *blobId}, stop));
}

struct TreePlace {
    BlobId root;
    std::string folder = "/";
};

/// `text` is `snapshot[:folder]`, or the ID of a tree.
TreePlace findTreePlace(const Repository& repository,
                        const std::string& text,
                        const std::stop_token& stop) {
    try {
        SnapshotFolder found = selectSnapshotFolder(repository, text, {}, stop);
        return {.root = found.snapshot.snapshot.tree, .folder = std::move(found.folder)};
    } catch (const Error& error) {
        const auto treeId = BlobId::parse(text);
        if (error.kind() != ErrorKind::NotFound || !treeId) throw;
        return {.root = *treeId};
    }
}

std::string treeBytes(const Repository& repository,
                      const std::string& text,
                      const std::stop_token& stop) {
    const TreePlace place = findTreePlace(repository, text, stop);
    const BlobIndex index = engine::loadIndex(repository, stop);
    BlobReader reader{repository, index};
    const BlobId tree = engine::findSubtree(reader, place.root, place.folder, stop);
    return toText(reader.load({BlobType::Tree, tree}, stop));
}

}  // namespace

std::string loadObject(const Repository& repository,
                       CatKind kind,
                       const std::string& id,
                       const std::stop_token& stop) {
    switch (kind) {
        case CatKind::MasterKey:
            return masterKeyText(repository);
        case CatKind::Config:
            return indentedLines(engine::writeConfig(repository.config()));
        case CatKind::Pack:
            return packBytes(repository, id, stop);
        case CatKind::Blob:
            return blobBytes(repository, id, stop);
        case CatKind::Snapshot:
            return snapshotText(repository, id, stop);
        case CatKind::Index:
            return loadUnpacked(repository, FileType::Index, id, stop) + "\n";
        case CatKind::Key:
            return keyText(repository, id, stop);
        case CatKind::Lock:
            return indentedLines(loadUnpacked(repository, FileType::Lock, id, stop));
        case CatKind::Tree:
            return treeBytes(repository, id, stop);
    }
    throw Error{ErrorKind::Internal, "there is no such kind of object"};
}

}  // namespace tl::services

#include "services/repository/object_list.h"

#include "infra/engine/index/load_index.h"
#include "infra/errors/error.h"

namespace tl::services {

using engine::Repository;
using storage::FileType;

namespace {

using LineVisitor = std::function<void(const std::string& line)>;

void listFiles(const Repository& repository,
               FileType type,
               const LineVisitor& visit,
               const std::stop_token& stop) {
    repository.backend().list(
        type, [&visit](const storage::FileId& id, std::uint64_t) { visit(id.name); }, stop);
}

/// Goes from one index file to the next, so that memory does not grow with the repository.
void listBlobs(const Repository& repository,
               const LineVisitor& visit,
               const std::stop_token& stop) {
    for (const std::string& name : engine::listNames(repository.backend(), FileType::Index, stop)) {
        if (stop.stop_requested()) throw Cancelled{};
        engine::readStoredIndex(
            repository, name,
            [&visit](const engine::IndexedPack& pack) {
                for (const engine::PackedBlob& blob : pack.blobs) {
                    const bool isTree = blob.handle.type == engine::BlobType::Tree;
                    visit((isTree ? "tree " : "data ") + blob.handle.id.hex());
                }
            },
            stop);
    }
}

}  // namespace

void listObjects(const Repository& repository,
                 ObjectKind kind,
                 const LineVisitor& visit,
                 const std::stop_token& stop) {
    switch (kind) {
        case ObjectKind::Blobs:
            return listBlobs(repository, visit, stop);
        case ObjectKind::Packs:
            return listFiles(repository, FileType::Pack, visit, stop);
        case ObjectKind::Index:
            return listFiles(repository, FileType::Index, visit, stop);
        case ObjectKind::Snapshots:
            return listFiles(repository, FileType::Snapshot, visit, stop);
        case ObjectKind::Keys:
            return listFiles(repository, FileType::Key, visit, stop);
        case ObjectKind::Locks:
            return listFiles(repository, FileType::Lock, visit, stop);
    }
}

}  // namespace tl::services

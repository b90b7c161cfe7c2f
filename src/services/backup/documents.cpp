#include "services/backup/documents.h"

#include <algorithm>
#include <utility>

#include "infra/engine/index/load_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/error.h"
#include "services/backup/backups.h"
#include "services/repository/session.h"

namespace tl::services {

namespace {

constexpr std::size_t kDocumentSizeMax = std::size_t{1} << 20U;

/// Nobody watches a document being stored.
class SilentObserver final : public BackupObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return {}; }
    [[nodiscard]] bool wantsItems() const override { return false; }
    void onOpened(const std::string& /*id*/,
                  const std::optional<engine::SnapshotId>& /*parent*/) override {}
    void onStatus(const BackupStatus& /*status*/) override {}
    void onScanFinished(const ScanTotals& /*totals*/) override {}
    void onItem(const BackupItem& /*item*/) override {}
    void onFailure(const ItemFailure& /*failure*/) override {}
    void onWarning(const std::string& /*message*/) override {}
    void onHookLine(const std::string& /*line*/) override {}
    void onFinding(const engine::Finding& /*finding*/) override {}
};

bool isOfKind(const engine::Snapshot& snapshot, const DocumentKind& kind) {
    return std::ranges::find(snapshot.tags, kind.tag) != snapshot.tags.end() &&
           std::ranges::find(snapshot.paths, kind.path) != snapshot.paths.end();
}

/// **Errors:** NotFound, Corrupted.
std::string readFileOf(engine::BlobReader& reader,
                       const engine::Snapshot& snapshot,
                       const std::string& path,
                       const std::stop_token& stop) {
    const auto node = engine::findNode(reader, snapshot.tree, path, stop);
    if (!node || node->type != engine::NodeType::File || !node->content)
        throw Error{ErrorKind::NotFound, "there is no file " + path + " in the snapshot"};
    std::string content;
    for (const engine::BlobId& blob : *node->content) {
        const auto bytes = reader.load({engine::BlobType::Data, blob}, stop);
        if (content.size() + bytes.size() > kDocumentSizeMax)
            throw Error{ErrorKind::Corrupted, path + " is larger than we make it"};
        content.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    return content;
}

}  // namespace

void saveDocument(const ServiceContext& context,
                  const RepositoryAccess& repository,
                  const DocumentKind& kind,
                  std::string content,
                  const std::stop_token& stop) {
    SilentObserver nobody;
    BackupRequest request{};
    request.repository = repository;
    request.stream =
        StreamSource{.filename = kind.path, .command = {}, .content = std::move(content)};
    request.tags = {kind.tag};
    (void)makeBackups(context)->run(request, nobody, stop);
}

std::vector<StoredDocument> loadDocuments(const ServiceContext& context,
                                          const RepositoryAccess& repository,
                                          const DocumentKind& kind,
                                          std::size_t countMax,
                                          const std::stop_token& stop) {
    std::vector<StoredDocument> documents;
    const auto session =
        RepositorySession::open(context, repository, engine::LockMode::Shared, stop);
    session->run([&](const std::stop_token& work) {
        auto snapshots = engine::loadReadableSnapshots(session->repository(), work).snapshots;
        std::erase_if(snapshots, [&kind](const engine::LoadedSnapshot& loaded) {
            return !isOfKind(loaded.snapshot, kind);
        });
        if (snapshots.empty()) return;
        const engine::BlobIndex index = engine::loadIndex(session->repository(), work);
        engine::BlobReader reader{session->repository(), index};
        const std::size_t first = snapshots.size() - std::min(countMax, snapshots.size());
        for (std::size_t i = first; i < snapshots.size(); ++i) {
            const auto& [id, snapshot] = snapshots[i];
            try {
                documents.push_back({.snapshot = id,
                                     .host = snapshot.hostname,
                                     .time = {snapshot.time.seconds, snapshot.time.nanoseconds},
                                     .content = readFileOf(reader, snapshot, kind.path, work)});
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::NotFound && error.kind() != ErrorKind::Corrupted)
                    throw;
            }
        }
    });
    session->close();
    return documents;
}

}  // namespace tl::services

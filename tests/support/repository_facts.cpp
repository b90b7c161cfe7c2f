#include "tests/support/repository_facts.h"

#include <algorithm>
#include <cstddef>

#include "infra/engine/index/load_index.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"

namespace tl::services {

storage::FileId packOf(const ServiceContext& context,
                       const RepositoryAccess& access,
                       engine::BlobType type) {
    const auto session = RepositorySession::openUnlocked(context, access, {});
    const auto index = engine::loadIndex(session->repository(), {});
    std::map<engine::PackId, std::size_t> counts;
    index.forEach([&](const engine::StoredBlob& stored) {
        if (stored.blob.handle.type == type) ++counts[stored.pack];
    });
    const auto most =
        std::ranges::max_element(counts, {}, [](const auto& count) { return count.second; });
    return {storage::FileType::Pack, most->first.hex()};
}

std::map<std::string, engine::BlobId> treesOf(const ServiceContext& context,
                                              const RepositoryAccess& access) {
    std::map<std::string, engine::BlobId> found;
    for (const auto& group : makeRepositories(context)->snapshots(access, {}, {}).groups)
        for (const auto& stored : group.snapshots)
            found.emplace(stored.id.hex(), stored.snapshot.tree);
    return found;
}

}  // namespace tl::services

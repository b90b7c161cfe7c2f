#include "infra/engine/index/adopt_packs.h"

#include <utility>
#include <vector>

#include "infra/engine/pack/pack_file.h"
#include "infra/errors/error.h"

namespace tl::engine {

std::size_t adoptUnindexedPacks(const Repository& repository,
                                BlobIndex& index,
                                IndexWriter& writer,
                                const std::stop_token& stop) {
    std::vector<std::pair<PackId, std::uint64_t>> found;
    repository.backend().list(
        storage::FileType::Pack,
        [&](const storage::FileId& id, std::uint64_t sizeBytes) {
            const auto pack = PackId::parse(id.name);
            if (pack && !index.containsPack(*pack)) found.emplace_back(*pack, sizeBytes);
        },
        stop);
    std::size_t count = 0;
    for (const auto& [pack, sizeBytes] : found) {
        try {
            auto blobs = tryReadPackHeader(repository, pack, sizeBytes, stop);
            if (!blobs) continue;
            IndexedPack adopted{pack, std::move(*blobs)};
            index.addPack(adopted);
            writer.add(std::move(adopted), stop);
            ++count;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Corrupted) throw;
        }
    }
    return count;
}

}  // namespace tl::engine

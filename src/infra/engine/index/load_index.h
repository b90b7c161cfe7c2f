// Reading all index files of a repository.

#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// The whole index: from the table in Repository::indexFolder(), if there is one, and from the
/// index files that it lacks, several at once. Without a table, much of it is put into a temporary
/// one (IndexBuilder), a little into memory. **Errors:** Corrupted when one is damaged.
[[nodiscard]] BlobIndex loadIndex(const Repository& repository, const std::stop_token& stop);

/// The whole index in memory, 60 bytes and more a blob: for when there is no disk to have it on.
/// **Errors:** Corrupted when an index file is damaged.
[[nodiscard]] BlobIndex loadIndexIntoMemory(const Repository& repository,
                                            const std::stop_token& stop);

/// Calls `visit` for each pack of one index file. **Errors:** NotFound, Corrupted.
void readStoredIndex(const Repository& repository,
                     const std::string& name,
                     const std::function<void(IndexedPack&& pack)>& visit,
                     const std::stop_token& stop);

/// The packs of one index file. **Errors:** NotFound, Corrupted.
[[nodiscard]] std::vector<IndexedPack> readStoredIndex(const Repository& repository,
                                                       const std::string& name,
                                                       const std::stop_token& stop);

/// How many threads should read index files.
[[nodiscard]] std::size_t indexThreads(const Repository& repository);

}  // namespace tl::engine

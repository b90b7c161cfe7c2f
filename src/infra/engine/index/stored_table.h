// The index table that is kept on the disk between runs: found, brought up to date, or made.

#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/index/index_table.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// An index file of the repository.
struct IndexFileInfo {
    IndexId id;
    std::uint64_t sizeBytes = 0;
};

/// What the table is called in Repository::indexFolder().
inline constexpr const char* kTableName = "timelocker-index-1";

/// A table of the index files in `files`, which is sorted by ID; a few of them may be missing when
/// it does not pay to write it anew. Null when the repository has no folder for it, or when no
/// table can be made: then all must do without, for nobody may fail for want of a cache.
/// Several processes may do this at once: each writes a file of its own, and renames it.
/// When the table turns out to be damaged, it is made anew from the repository, which must outlive
/// it; a stop of `stop` ends that, too.
[[nodiscard]] std::unique_ptr<const IndexTable> tryOpenStoredTable(
    const Repository& repository,
    const std::vector<IndexFileInfo>& files,
    const std::stop_token& stop);

/// Those of `files` that are not among the sources of `table`, which may be null.
[[nodiscard]] std::vector<IndexFileInfo> filesWithout(const std::vector<IndexFileInfo>& files,
                                                      const IndexTable* table);

}  // namespace tl::engine

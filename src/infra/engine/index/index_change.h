// Replacing index files by others that say the same of other packs: what repairs do when packs come
// and go. A pack's file may be removed only when applyIndexChange() has returned.

#pragma once

#include <stop_token>
#include <string>
#include <unordered_set>
#include <vector>

#include "infra/engine/format/index_file.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/clock.h"

namespace tl::engine {

/// Which index files give way, and what the new ones list.
struct IndexChange {
    /// Names of index files whose packs move to new files.
    std::vector<std::string> rewritten{};
    /// Names of index files that are removed unread: damaged ones.
    std::vector<std::string> discarded{};
    /// Packs that do not move.
    std::unordered_set<PackId> leftOut{};
    /// Packs that the new files list anew, as here; what old ones say of them is left out.
    std::vector<IndexedPack> added{};

    [[nodiscard]] bool isEmpty() const {
        return rewritten.empty() && discarded.empty() && added.empty();
    }
};

/// Stores the new index files, then removes the old ones (IndexMove). Needs an exclusive lock.
/// **Errors:** Corrupted when a file to be rewritten is damaged; nothing has been removed then.
void applyIndexChange(const Repository& repository,
                      const Clock& clock,
                      IndexChange&& change,
                      const std::stop_token& stop);

}  // namespace tl::engine

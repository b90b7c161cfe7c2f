// Moving what index files list to new ones, for prunes and repairs.
//
// The order makes it safe to be interrupted: the new files are stored before the old ones are
// removed. Between the two a pack may stand in several index files, which harms nobody.

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "infra/engine/format/index_file.h"
#include "infra/engine/repository/repository.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// Takes a pack that the new index files have to list. **Threads:** called from any, several at
/// once.
using IndexedPackSink = std::function<void(IndexedPack&& pack, const std::stop_token& stop)>;

/// **Threads:** all members may be called from any thread.
class IndexMove {
  public:
    /// Packs in `leftOut` do not move. Borrows both.
    IndexMove(const std::unordered_set<PackId>& leftOut, const IndexedPackSink& sink)
        : leftOut_{leftOut},
          sink_{sink} {}

    /// Passes on what the index file `name`, which gives way, lists. A pack that several files list
    /// is passed on once; where they disagree on what it holds, each time, so that nothing is lost.
    void add(const std::string& name,
             std::vector<IndexedPack>&& packs,
             const std::stop_token& stop);

    /// The names that were added: these files may be removed as soon as new ones list what the sink
    /// was given.
    [[nodiscard]] std::vector<std::string> replaced();

  private:
    [[nodiscard]] bool isNew(const IndexedPack& pack);

    const std::unordered_set<PackId>& leftOut_;
    const IndexedPackSink& sink_;
    Mutex mutex_;
    std::vector<std::string> replaced_ TL_GUARDED_BY(mutex_);
    std::unordered_map<PackId, std::uint64_t> passedOn_ TL_GUARDED_BY(mutex_);
};

/// Removes index files, several at once; calls `onRemoved`, from any thread, after each.
void removeIndexFiles(const Repository& repository,
                      std::span<const std::string> names,
                      const std::function<void()>& onRemoved,
                      const std::stop_token& stop);

}  // namespace tl::engine

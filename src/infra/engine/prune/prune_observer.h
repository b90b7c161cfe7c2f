// What a prune tells while it runs.

#pragma once

#include <cstdint>
#include <string>

#include "infra/engine/prune/prune_figures.h"

namespace tl::engine {

/// In the order in which they come; those without work are left out.
enum class PrunePhase : std::uint8_t {
    LoadIndex,
    FindUsed,  ///< Snapshot by snapshot.
    ListPacks,
    Repack,         ///< Pack by pack, and in bytes.
    RewriteIndex,   ///< Index file by index file.
    RemoveIndexes,  ///< Index file by index file.
    RemovePacks,
};

struct PruneStatus {
    PrunePhase phase = PrunePhase::LoadIndex;
    std::uint64_t done = 0;
    std::uint64_t total = 0;  ///< 0: not known.
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;  ///< 0: bytes are not counted.
};

/// **Threads:** calls may come from any thread, one at a time.
class PruneObserver {
  public:
    PruneObserver() = default;
    PruneObserver(const PruneObserver&) = delete;
    PruneObserver& operator=(const PruneObserver&) = delete;
    virtual ~PruneObserver() = default;

    virtual void onStatus(const PruneStatus& status) = 0;
    /// What is going to be done, before anything is.
    virtual void onPlan(const PruneFigures& figures) = 0;
    /// Something worth telling that harms nothing.
    virtual void onWarning(const std::string& message) = 0;
};

}  // namespace tl::engine

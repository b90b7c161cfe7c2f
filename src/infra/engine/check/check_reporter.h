// Collects what the parts of a check find, and passes it on to the one who watches.

#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "infra/engine/check/check_observer.h"
#include "infra/engine/format/id.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// **Threads:** all members may be called from any thread. The observer is called under a lock of
/// this object, because that is what "one at a time" means; it must not call back.
class CheckReporter {
  public:
    /// `observer` must outlive the object.
    explicit CheckReporter(CheckObserver& observer);

    /// Something is damaged or missing.
    void error(const std::string& object, const std::string& message, Remedy remedy);
    /// A file with this name and of this kind, "key" or "index", is damaged, or cannot be read for
    /// another reason; `ifDamaged` helps in the first case only.
    void fileError(const std::string& kind,
                   const std::string& name,
                   const Error& error,
                   Remedy ifDamaged);
    /// An error in a pack, of which some content may yet be saved.
    void packError(const PackId& pack, const std::string& message);
    /// Something is odd, but nothing is lost.
    void note(const std::string& object, const std::string& message);

    void suggestIndexRepair();
    /// The report suggests it only if there is no error: pruning a damaged repository may remove
    /// what its repair needs.
    void suggestPrune();
    /// No index lists this pack. Without errors it is a leftover to prune; with errors an index may
    /// be lost, and then the index is to be repaired.
    void unindexedPack(const PackId& pack);

    /// `total` 0: not known.
    void beginPhase(const std::string& name, std::uint64_t total, std::uint64_t bytesTotal);
    /// `count` more things are done.
    void advance(std::uint64_t count, std::uint64_t bytes);

    [[nodiscard]] CheckReport report() const;

  private:
    void tell(Finding&& finding);

    CheckObserver& observer_;
    mutable Mutex mutex_;
    CheckStatus status_ TL_GUARDED_BY(mutex_);
    CheckReport report_ TL_GUARDED_BY(mutex_);
    bool hasUnindexedPack_ TL_GUARDED_BY(mutex_) = false;
    std::set<std::string> brokenPacks_ TL_GUARDED_BY(mutex_);
};

[[nodiscard]] std::string describePack(const PackId& pack);
/// "snapshot 1a2b3c4d, /a/b". Names are foreign bytes: those that a terminal might obey are quoted.
[[nodiscard]] std::string describePlace(const SnapshotId& snapshot, const std::string& path);

}  // namespace tl::engine

// A folder of the new snapshot while its entries come in.
//
// The walker announces the entries in the order of their names; files that have to be read, and
// subfolders, are delivered later and in any order by the workers. Nodes are written into the
// tree's JSON as soon as all before them are there, so a folder of a million files is held as text
// once and not as a million nodes. The last delivery completes the tree; it becomes a blob and is
// delivered to the folder above.

#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "infra/engine/format/node.h"
#include "infra/engine/format/tree.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// Owned by the walker while it is in the folder, by the tasks of its files, and by its subfolders:
/// the last of them completes it. **Threads:** deliver() and release() from any thread.
class PendingTree {
  public:
    /// The folder's own place: its node in the folder above, with everything but the subtree.
    /// Nothing for the top of the snapshot.
    struct Place {
        std::shared_ptr<PendingTree> above;
        std::size_t slot = 0;
        Node node;
        std::optional<Node> parentNode;  ///< What the parent snapshot has there.
    };

    PendingTree(std::string path, std::optional<Place> place)
        : path_{std::move(path)},
          place_{std::move(place)} {}

    /// The entry number `slot`; nothing when it is left out. Every slot must be delivered once.
    void deliver(std::size_t slot, std::optional<Node> node);

    /// One more delivery will come; the walker calls it for each task and subfolder.
    void expect() { ++open_; }
    /// A delivery has come, or the walker has left the folder. True for the last: the tree is
    /// complete.
    [[nodiscard]] bool release() { return --open_ == 0; }

    /// The JSON of the complete tree; to be called once.
    [[nodiscard]] std::string finish();

    /// In the snapshot; empty at the top.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] std::optional<Place>& place() noexcept { return place_; }
    /// Entries that are in the tree.
    [[nodiscard]] std::size_t nodeCount() const noexcept { return nodeCount_; }

  private:
    const std::string path_;
    std::optional<Place> place_;
    std::atomic<std::size_t> open_ = 1;
    std::atomic<std::size_t> nodeCount_ = 0;
    Mutex mutex_;
    TreeWriter writer_ TL_GUARDED_BY(mutex_);
    std::size_t nextSlot_ TL_GUARDED_BY(mutex_) = 0;
    std::map<std::size_t, std::optional<Node>> waiting_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::engine

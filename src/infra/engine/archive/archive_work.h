// The pieces of work that the workers of a backup pass on.

#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "infra/engine/archive/archive_events.h"
#include "infra/engine/archive/parent_tree.h"
#include "infra/engine/archive/pending_tree.h"
#include "infra/engine/archive/target_tree.h"
#include "infra/engine/archive/work_queue.h"
#include "infra/engine/format/node.h"
#include "infra/platform/file_status.h"
#include "infra/resources/buffer.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// What a backup starts with: its targets, and the folders above them.
struct TargetsTask {
    const TargetNode* top = nullptr;  ///< Borrowed.
    std::string workingFolder;        ///< The absolute path that relative targets start from.
    std::optional<BlobId> parent;     ///< The top tree of the parent snapshot.
};

/// Where an entry is.
struct EntrySource {
    std::string path;                     ///< For opening it.
    std::string absolute;                 ///< For the patterns.
    std::optional<std::uint64_t> device;  ///< File system of the target above.
};

/// Where its node goes.
struct EntryDestination {
    std::shared_ptr<PendingTree> tree;  ///< The folder above, which the entry helps to own.
    std::size_t slot = 0;
    std::string name;
};

/// A folder to walk, whose tree above expects it.
struct FolderTask {
    EntrySource source;
    EntryDestination destination;
    FileStatus status;
    /// The folder above in the parent snapshot; owned by the tasks of all its subfolders.
    std::shared_ptr<const ParentFolder> parentAbove;
};

/// A file that has to be read.
struct FileTask {
    std::shared_ptr<PendingTree> tree;  ///< The folder it is in, which it helps to own.
    std::size_t slot = 0;
    std::string path;  ///< On the file system.
    Node node;         ///< As the walker saw it.
    ItemAction action = ItemAction::New;
};

/// A file whose chunks are being stored, perhaps by several workers.
/// **Threads:** setChunk(), fail() and release() from any thread.
class FileInProgress {
  public:
    FileInProgress(FileTask task, std::chrono::nanoseconds startedAt)
        : task_{std::move(task)},
          startedAt_{startedAt} {}

    [[nodiscard]] FileTask& task() noexcept { return task_; }
    [[nodiscard]] std::chrono::nanoseconds startedAt() const noexcept { return startedAt_; }

    /// Announces chunk number `index`; release() follows when it is stored.
    void expectChunk() { ++open_; }
    void setChunk(std::size_t index, const BlobId& id);
    /// Its content cannot be had: it will be left out.
    void fail() { hasFailed_ = true; }
    /// A chunk is stored, or the reading is over. True for the last.
    [[nodiscard]] bool release() { return --open_ == 0; }

    void addNewData(std::uint64_t bytes, std::uint64_t bytesInRepository) {
        newBytes_ += bytes;
        newBytesInRepository_ += bytesInRepository;
    }

    /// After the last release():
    [[nodiscard]] bool hasFailed() const noexcept { return hasFailed_; }
    [[nodiscard]] std::vector<BlobId> takeContent();
    [[nodiscard]] std::uint64_t newBytes() const noexcept { return newBytes_; }
    [[nodiscard]] std::uint64_t newBytesInRepository() const noexcept {
        return newBytesInRepository_;
    }

  private:
    FileTask task_;
    const std::chrono::nanoseconds startedAt_;
    std::atomic<std::size_t> open_ = 1;
    std::atomic<bool> hasFailed_ = false;
    std::atomic<std::uint64_t> newBytes_ = 0;
    std::atomic<std::uint64_t> newBytesInRepository_ = 0;
    Mutex mutex_;
    std::vector<BlobId> content_ TL_GUARDED_BY(mutex_);
};

/// Small files travel in groups, so that the queue costs little.
using FileBatch = std::vector<FileTask>;

/// A chunk of a large file, for another worker.
struct ChunkTask {
    std::shared_ptr<FileInProgress>
        file;  ///< Owned with the worker that reads it and its other chunks.
    std::size_t index = 0;
    Buffer data;
};

using Work = std::variant<TargetsTask, FolderTask, FileBatch, ChunkTask>;
using ArchiveQueue = WorkQueue<Work>;

}  // namespace tl::engine

// One thread of a backup: walks folders, reads files, cuts them into chunks, stores blobs,
// completes trees.
//
// Files that a folder has to be read of are read by who walked it, unless there are many of them.
// A chunk goes from the read to the encrypted box on one thread, while it is in its cache. Only
// chunks of files that have more than one are offered to idle workers.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/engine/archive/archive_context.h"
#include "infra/engine/archive/folder_walker.h"
#include "infra/engine/pack/blob_saver.h"
#include "infra/platform/file.h"

namespace tl::engine {

/// **Threads:** one at a time; each worker has one.
class ArchiveWorker {
  public:
    /// `context` must outlive the object. `root` receives the ID of the snapshot's top tree; it is
    /// written by whichever worker completes that.
    ArchiveWorker(const ArchiveContext& context, std::optional<BlobId>& root);

    /// Works until the queue is closed and empty.
    void run(const std::stop_token& stop);

    /// Stores one stream as the file of `task`, whose metadata is taken as it is. Unlike a file
    /// that cannot be read, a stream that fails ends the backup. **Errors:** what `source` throws.
    void archiveStream(FileTask task, const ByteSource& source, const std::stop_token& stop);

  private:
    void walkTargets(const TargetsTask& task, const std::stop_token& stop);
    void walkFolder(const FolderTask& task, const std::stop_token& stop);
    void archiveFiles(FileBatch files, const std::stop_token& stop);
    void archiveFile(FileTask task, const std::stop_token& stop);
    [[nodiscard]] std::optional<File> tryOpen(FileTask& task);
    void refreshNode(FileTask& task, const File& file, const FileStatus& status);
    void readChunks(const ByteSource& source,
                    const std::shared_ptr<FileInProgress>& progress,
                    const std::stop_token& stop);
    [[nodiscard]] Buffer takeChunk(Buffer& data, std::size_t length);
    void passOn(ChunkTask chunk, const std::stop_token& stop);
    void storeChunk(ChunkTask& chunk, const std::stop_token& stop);
    void releaseFile(const std::shared_ptr<FileInProgress>& progress, const std::stop_token& stop);
    void leaveOut(const FileTask& task, const std::stop_token& stop);
    void reportFailure(const FileTask& task, const Error& error);
    void releaseTree(const std::shared_ptr<PendingTree>& tree, const std::stop_token& stop);
    void completeTree(std::shared_ptr<PendingTree> tree, const std::stop_token& stop);
    void deliverFolder(PendingTree& tree, const SavedBlob& saved, std::size_t jsonSize);

    const ArchiveContext& context_;
    std::optional<BlobId>& root_;
    BlobSaver saver_;
    NodeBuilder nodes_;
    FolderWalker walker_;
};

}  // namespace tl::engine

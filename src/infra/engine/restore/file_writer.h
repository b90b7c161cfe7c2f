// Putting restored files on the disk: in one go when a file has a single blob, else piece by piece.
//
// Most files of most snapshots are small. Their way is as short as it can be: make the file, write
// it, set times (and owner and permissions where they are not right already), all through one
// descriptor, by the worker that has the content in its cache.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "infra/engine/restore/file_tasks.h"
#include "infra/engine/restore/folder_opener.h"
#include "infra/engine/restore/restore_context.h"
#include "infra/engine/restore/write_behind.h"
#include "infra/errors/error.h"
#include "infra/platform/file.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

/// Errors with one file are told to the progress, and the restore goes on; only a full disk is
/// thrown (ResourceExhausted), as nothing more can be written then.
/// **Threads:** one at a time; several writers may share `tasks`.
class FileWriter {
  public:
    /// Both must outlive the object.
    FileWriter(const RestoreContext& context, FileTasks& tasks);

    /// Opens an existing file for reading; refuses links and what is no regular file.
    [[nodiscard]] File openExisting(std::size_t file);

    /// Whether an existing file can be changed in place: nobody else's name leads to it, it may be
    /// written, and it is not to be kept as it is.
    [[nodiscard]] bool isUpdatable(std::size_t file);

    /// Gives the file, whose content is right, its metadata.
    void finishUnchanged(std::size_t file, File& opened);
    /// Counts the file among those that need nothing.
    void countUnchanged(std::size_t file);
    /// Makes the file, or opens and cuts it, so that its parts can be written; finishes it when it
    /// needs none. Of a file that is written whole, nothing is done.
    void begin(std::size_t file);
    /// Takes an existing file for something in the way: it is removed, and made anew.
    void replace(std::size_t file);

    /// Writes a blob to its place in the file.
    void write(std::size_t file, std::uint64_t offset, std::span<const std::byte> content);
    /// To be called instead of write() when the content cannot be had.
    void lose(std::size_t file, const std::string& why);

    /// Reports that the file cannot be restored, once. **Errors:** ResourceExhausted.
    void fail(std::size_t file, const Error& error);

    /// Removes a file with only a part of its content, or says so where it existed before.
    void discard(std::size_t file);

  private:
    /// Where the file will be.
    [[nodiscard]] NamedEntry entryOf(std::size_t file);
    /// Where it is until it is finished.
    [[nodiscard]] NamedEntry unfinishedEntryOf(std::size_t file);
    [[nodiscard]] File create(std::size_t file, std::uint32_t permissionBits);
    [[nodiscard]] std::uint32_t firstPermissions(const ItemMetadata& metadata) const;
    [[nodiscard]] File openPart(std::size_t file);
    void makeWhole(std::size_t file, std::span<const std::byte> content);
    void beginNew(std::size_t file);
    void beginUpdate(std::size_t file);
    void writeContent(File& opened,
                      std::size_t file,
                      std::uint64_t offset,
                      std::span<const std::byte> content);
    void settle(std::size_t file, File opened);
    void finish(std::size_t file, File& opened);
    void applyMetadata(std::size_t file, File& opened);
    void reportFailure(std::size_t file, const std::string& why);

    const RestoreContext& context_;
    FileTasks& tasks_;
    FolderOpener folders_;
    const std::uint32_t userId_;
    const std::uint32_t groupId_;
    WriteBehind writeBehind_;
    std::string stagedName_;  ///< Of the file that was asked for last.
};

/// Removes what has the name, a folder only if it is empty.
void clearPlace(const NamedEntry& entry);

}  // namespace tl::engine

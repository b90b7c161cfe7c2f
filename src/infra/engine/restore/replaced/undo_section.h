// Taking back what one section of a restore did.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/restore/metadata_writer.h"
#include "infra/engine/restore/replaced/replaced_folder.h"
#include "infra/engine/restore/replaced/undo_replaced.h"

namespace tl::engine {

/// What the sections of a restore know of each other.
struct UndoProgress {
    UndoCounts counts{};
    std::set<std::string> foldersBack{};  ///< Paths of those that were missing, and are made again.
};

/// Borrows all.
class SectionUndo {
  public:
    SectionUndo(ReplacedFolder& folder,
                SectionNumber section,
                const UndoOptions& options,
                UndoListener& listener,
                UndoProgress& progress);

    /// Takes back what it can, in the reverse order. Returns what is left to be taken back, with
    /// the folders that it is in.
    ReplacedList run(const ReplacedList& list, const std::stop_token& stop);

  private:
    void undo(const ReplacedEntry& entry);
    /// The folder of an entry, which is brought back before it where it is missing.
    [[nodiscard]] Directory* openFolderOf(const ReplacedEntry& entry);
    void undoIn(const Directory& parent, const std::string& name, const ReplacedEntry& entry);
    void resetInPlace(const NamedEntry& named,
                      const FileStatus& current,
                      const ReplacedEntry& entry);
    /// False when the place is not to be had.
    bool makeRoom(const NamedEntry& named, const FileStatus& current, const ReplacedEntry& entry);
    bool removeMade(const NamedEntry& named, const FileStatus& current, const ReplacedEntry& entry);
    bool setAside(const NamedEntry& named, const ReplacedEntry& entry, const std::string& why);
    void bringBack(const NamedEntry& named, const ReplacedEntry& entry);
    void tellBroughtBack(const ReplacedEntry& entry);
    [[nodiscard]] bool canBringBack(const ReplacedEntry& entry) const;
    [[nodiscard]] bool isInPlace(const FileStatus& current, const ReplacedEntry& entry) const;
    [[nodiscard]] bool isKept(const ReplacedEntry& entry) const;
    [[nodiscard]] bool isAsMade(const NamedEntry& named,
                                const FileStatus& current,
                                const MadeState& made) const;
    [[nodiscard]] bool wasTouchedSince(const NamedEntry& named,
                                       const FileStatus& current,
                                       const MadeState& made) const;
    void resetFolders(const std::stop_token& stop);
    void resetFolder(const ReplacedEntry& folder);
    /// Borrowed until the next call. Null when it is missing, or something else has its place.
    [[nodiscard]] Directory* openFolder(const std::string& path);
    void makeWritable(Directory& folder) const;
    void tell(const ReplacedEntry& entry, UndoneAs action);
    void leave(const ReplacedEntry& entry, const std::string& why);
    void leaveFolder(const std::string& path, const std::string& why);

    ReplacedFolder& folder_;
    const SectionNumber section_;
    const UndoOptions& options_;
    UndoListener& listener_;
    UndoCounts& counts_;
    std::set<std::string>& foldersBack_;
    const std::optional<Directory> old_;
    const std::optional<WallTime> doneAt_;
    const RestoreSelection everything_;
    RestoreCounters omissions_;
    const MetadataWriter metadata_;
    std::map<std::string, const ReplacedEntry*> oldFolders_;      ///< That there were, by path.
    std::map<std::string, const ReplacedEntry*> foldersToReset_;  ///< By path.
    std::set<std::string> left_;                                  ///< Names of the slots.
    std::set<std::string> foldersLeft_;  ///< Paths of folders with something left, or left so.
    std::string openPath_;
    std::optional<Directory> open_;  ///< The folder used last, of openPath_.
};

}  // namespace tl::engine

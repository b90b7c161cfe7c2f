#include "infra/engine/restore/replaced/undo_section.h"

#include <algorithm>
#include <span>
#include <utility>

#include "infra/engine/crypto/sha256.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kOwnerOnly = 0700;

std::string folderOf(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string{} : path.substr(0, slash);
}

std::string nameOf(const std::string& path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0.
}

bool wasFolder(const ReplacedEntry& entry) {
    return entry.old && entry.old->kind == FileKind::Directory;
}

/// Whether a file system made `found` of `set`: many keep less of a time than nanoseconds, FAT only
/// every other second.
bool isTimeAsSet(const WallTime& found, const WallTime& set) {
    if (found == set) return true;
    constexpr std::int32_t kCoarse = 10'000'000;
    if (found.nanoseconds % kCoarse != 0 || found > set) return false;
    const std::int64_t seconds = set.seconds - found.seconds;
    return seconds == 0 || (seconds == 1 && found.nanoseconds == 0);
}

/// Whether the file consists of these blobs.
bool hasContent(File file, const MadeContent& content) {
    constexpr std::uint32_t kStepBytes = std::uint32_t{256} << 10U;
    std::vector<std::byte> step(kStepBytes);
    Sha256 ids;
    for (const std::uint32_t blobSize : content.blobSizes) {
        Sha256 blob;
        for (std::uint32_t left = blobSize; left > 0;) {
            const std::span part = std::span{step}.first(std::min(left, kStepBytes));
            if (file.read(part) < part.size()) return false;
            blob.update(part);
            left -= static_cast<std::uint32_t>(part.size());
        }
        ids.update(blob.finish());
    }
    return file.read(std::span{step}.first(1)) == 0 && ids.finish() == content.digest;
}

}  // namespace

SectionUndo::SectionUndo(ReplacedFolder& folder,
                         SectionNumber section,
                         const UndoOptions& options,
                         UndoListener& listener,
                         UndoProgress& progress)
    : folder_{folder},
      section_{section},
      options_{options},
      listener_{listener},
      counts_{progress.counts},
      foldersBack_{progress.foldersBack},
      old_{folder.tryOpenPart(ReplacedFolder::Part::Old, section)},
      doneAt_{folder.doneAt(section)},
      metadata_{everything_, omissions_} {}

ReplacedList SectionUndo::run(const ReplacedList& list, const std::stop_token& stop) {
    for (auto entry = list.rbegin(); entry != list.rend(); ++entry)
        if (wasFolder(*entry)) oldFolders_.try_emplace(entry->path, &*entry);
    for (auto entry = list.rbegin(); entry != list.rend(); ++entry) {
        if (stop.stop_requested()) throw Cancelled{};
        if (entry->isOnTheWay()) continue;
        try {
            undo(*entry);
        } catch (const Error& error) {
            leave(*entry, error.describe());
        }
    }
    resetFolders(stop);
    // What is left needs the folders above it with their metadata once more.
    ReplacedList rest;
    for (const ReplacedEntry& entry : list) {
        const bool isAbove = wasFolder(entry) && foldersLeft_.contains(entry.path);
        if (isAbove || left_.contains(entry.slot.name())) rest.push_back(entry);
    }
    return rest;
}

void SectionUndo::undo(const ReplacedEntry& entry) {
    if (wasFolder(entry) && !entry.isOnTheWay()) {
        // A folder that was removed may be in the list as one that is passed on the way, too.
        const auto [reset, isNew] = foldersToReset_.try_emplace(entry.path, &entry);
        if (!isNew && !entry.staysAlike) reset->second = &entry;
        // For what is in it, it may have been dealt with already.
        if (foldersBack_.contains(entry.path) || left_.contains(entry.slot.name())) return;
    }
    if (entry.path.empty()) return;
    if (const Directory* parent = openFolderOf(entry)) {
        undoIn(*parent, nameOf(entry.path), entry);
    } else if (foldersBack_.contains(folderOf(entry.path))) {
        // A dry run, in which it is not there.
        if (canBringBack(entry)) tellBroughtBack(entry);
    } else if (isKept(entry)) {
        leave(entry, "the folder that it was in is missing, or something else has its place");
    }
}

Directory* SectionUndo::openFolderOf(const ReplacedEntry& entry) {
    const std::string path = folderOf(entry.path);
    Directory* opened = openFolder(path);
    if (opened != nullptr || !canBringBack(entry)) return opened;
    const auto folder = oldFolders_.find(path);
    if (folder == oldFolders_.end()) return nullptr;
    undo(*folder->second);
    return openFolder(path);
}

void SectionUndo::undoIn(const Directory& parent,
                         const std::string& name,
                         const ReplacedEntry& entry) {
    const NamedEntry named{parent, name};
    const auto current = named.tryStatus();
    if (current && isInPlace(*current, entry)) {
        if (current->kind != FileKind::Directory) resetInPlace(named, *current, entry);
        return;
    }
    if (current && !makeRoom(named, *current, entry)) return;
    bringBack(named, entry);
}

/// Whether what was there before was not replaced, or not for long.
bool SectionUndo::isInPlace(const FileStatus& current, const ReplacedEntry& entry) const {
    if (!entry.old || current.kind != entry.old->kind) return false;
    return current.kind == FileKind::Directory || !isKept(entry);
}

/// The restore had no more to do than to set metadata, or has not come so far.
void SectionUndo::resetInPlace(const NamedEntry& named,
                               const FileStatus& current,
                               const ReplacedEntry& entry) {
    if (entry.staysAlike) return;
    const OldState& old = *entry.old;
    ItemMetadata wanted = old.metadata;
    const ItemMetadata there{.permissionBits = current.permissionBits,
                             .userId = current.userId,
                             .groupId = current.groupId,
                             .accessed = wanted.accessed,
                             .modified = current.modified,
                             .attributes = named.readExtendedAttributes()};
    if (there == wanted) return;
    const bool hasOldContent =
        current.sizeBytes == old.sizeBytes &&
        (current.modified == wanted.modified ||
         (entry.made && isTimeAsSet(current.modified, entry.made->modified)));
    const bool isUntouched =
        hasOldContent && !(entry.made && wasTouchedSince(named, current, *entry.made));
    if (!isUntouched && !options_.isForced) {
        leave(entry, "it was changed since; --force sets its old owner and permissions");
        return;
    }
    if (!hasOldContent) {
        // A time that says that nothing was changed would hide the change from backups.
        wanted.accessed = current.accessed;
        wanted.modified = current.modified;
    }
    if (!options_.isDryRun)
        for (const std::string& problem : metadata_.apply(named, wanted))
            return leave(entry, problem);
    tell(entry, UndoneAs::Reset);
}

/// False when the place is not to be had.
bool SectionUndo::makeRoom(const NamedEntry& named,
                           const FileStatus& current,
                           const ReplacedEntry& entry) {
    if (entry.old && !wasFolder(entry) && !isKept(entry)) {
        // The restore never came to it, or it was taken back and replaced since.
        return false;
    }
    if (!entry.made) return setAside(named, entry, "something new is in its place");
    if (!isAsMade(named, current, *entry.made))
        return setAside(named, entry, "it was changed since it was restored");
    return removeMade(named, current, entry);
}

bool SectionUndo::removeMade(const NamedEntry& named,
                             const FileStatus& current,
                             const ReplacedEntry& entry) {
    if (!options_.isDryRun) {
        if (current.kind != FileKind::Directory) {
            named.removeFile();
        } else {
            try {
                named.removeDirectory();
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::AlreadyExists) throw;
                leave(entry, "the restored folder has more in it than the restore put there");
                return false;
            }
        }
    }
    if (!entry.old && !isKept(entry)) tell(entry, UndoneAs::Removed);
    return true;
}

bool SectionUndo::setAside(const NamedEntry& named,
                           const ReplacedEntry& entry,
                           const std::string& why) {
    if (!options_.isForced) {
        leave(entry, why + "; --force moves it aside");
        return false;
    }
    if (!options_.isDryRun) {
        const Directory aside = folder_.openPart(ReplacedFolder::Part::Aside, section_);
        const std::string slot = entry.slot.name();
        named.moveToNew(NamedEntry{aside, slot});
    }
    tell(entry, UndoneAs::SetAside);
    return true;
}

void SectionUndo::bringBack(const NamedEntry& named, const ReplacedEntry& entry) {
    if (!canBringBack(entry)) return;
    if (!options_.isDryRun) {
        const std::string slot = entry.slot.name();
        if (isKept(entry)) {
            NamedEntry{*old_, slot}.moveToNew(named);
        } else {
            named.makeDirectory(kOwnerOnly);
        }
    }
    tellBroughtBack(entry);
}

void SectionUndo::tellBroughtBack(const ReplacedEntry& entry) {
    if (wasFolder(entry)) foldersBack_.insert(entry.path);
    tell(entry, UndoneAs::BroughtBack);
}

/// A folder is not kept, but made again. And something may be kept although there was nothing when
/// the list was written.
bool SectionUndo::canBringBack(const ReplacedEntry& entry) const {
    return wasFolder(entry) || isKept(entry);
}

bool SectionUndo::isKept(const ReplacedEntry& entry) const {
    return old_ && old_->tryStatus(entry.slot.name());
}

bool SectionUndo::isAsMade(const NamedEntry& named,
                           const FileStatus& current,
                           const MadeState& made) const {
    if (current.kind != made.kind) return false;
    switch (made.kind) {
        case FileKind::Regular:
            return current.sizeBytes == made.sizeBytes &&
                   isTimeAsSet(current.modified, made.modified) &&
                   !wasTouchedSince(named, current, made);
        case FileKind::Symlink:
            return named.readLink() == made.linkTarget;
        case FileKind::BlockDevice:
        case FileKind::CharacterDevice:
            return current.device == made.device;
        case FileKind::Directory:
        case FileKind::Fifo:
            return true;
        case FileKind::Socket:
        case FileKind::Other:
            break;
    }
    return false;
}

/// A change that kept size and time of modification. Only the time of the last change of status
/// tells of it, and that tells of others, too: so then the content decides.
bool SectionUndo::wasTouchedSince(const NamedEntry& named,
                                  const FileStatus& current,
                                  const MadeState& made) const {
    if (!doneAt_ || current.changed <= *doneAt_) return false;
    if (!made.content) return !made.mayHaveMoreNames;
    return !hasContent(named.openSource(), *made.content);
}

void SectionUndo::resetFolders(const std::stop_token& stop) {
    // Deeper ones first: another may no longer be entered afterwards. A path sorts before what is
    // below it.
    for (auto folder = foldersToReset_.rbegin(); folder != foldersToReset_.rend(); ++folder) {
        if (stop.stop_requested()) throw Cancelled{};
        resetFolder(*folder->second);
    }
}

void SectionUndo::resetFolder(const ReplacedEntry& folder) {
    if (options_.isDryRun) return;
    const std::string& path = folder.path;
    try {
        Directory* opened = openFolder(path);
        if (opened == nullptr) return;
        const FileStatus before = opened->status();
        ItemMetadata metadata = folder.old->metadata;
        if (folder.staysAlike && !foldersBack_.contains(path)) {
            // Only its times have changed, with what is in it, and what makeWritable() did, now or
            // in the restore: all else is somebody else's by now.
            metadata.userId = before.userId;
            metadata.groupId = before.groupId;
            metadata.attributes = opened->readExtendedAttributes();
            if (before.permissionBits != (metadata.permissionBits | kOwnerOnly))
                metadata.permissionBits = before.permissionBits;
        }
        for (const std::string& problem : metadata_.apply(opened->handle(), metadata)) {
            leaveFolder(path, problem);
            return;
        }
        // Its times have changed with what is in it, which is told already.
        const bool isChanged = before.permissionBits != metadata.permissionBits ||
                               before.userId != metadata.userId ||
                               before.groupId != metadata.groupId;
        if (!isChanged) return;
        ++counts_.reset;
        listener_.onUndone(path, UndoneAs::Reset);
    } catch (const Error& error) {
        leaveFolder(path, error.describe());
    }
}

Directory* SectionUndo::openFolder(const std::string& path) {
    if (path.empty()) {
        makeWritable(folder_.parent());
        return &folder_.parent();
    }
    if (open_ && openPath_ == path) return &*open_;
    open_.reset();
    Directory* above = openFolder(folderOf(path));
    if (above == nullptr) return nullptr;
    const std::string name = nameOf(path);
    const auto status = above->tryStatus(name);
    if (!status || status->kind != FileKind::Directory) return nullptr;
    open_ = above->openSub(name);
    openPath_ = path;
    makeWritable(*open_);
    return &*open_;
}

/// An ordinary user's own folder may be read-only; it is in the list, and gets its permissions
/// back.
void SectionUndo::makeWritable(Directory& folder) const {
    if (isRoot() || options_.isDryRun) return;
    const FileStatus status = folder.status();
    if ((status.permissionBits & kOwnerOnly) == kOwnerOnly || status.userId != userId()) return;
    folder.handle().setPermissions(status.permissionBits | kOwnerOnly);
}

void SectionUndo::tell(const ReplacedEntry& entry, UndoneAs action) {
    switch (action) {
        case UndoneAs::BroughtBack:
            ++counts_.broughtBack;
            break;
        case UndoneAs::Removed:
            ++counts_.removed;
            break;
        case UndoneAs::Reset:
            ++counts_.reset;
            break;
        case UndoneAs::SetAside:
            ++counts_.setAside;
            break;
    }
    listener_.onUndone(entry.path, action);
}

void SectionUndo::leave(const ReplacedEntry& entry, const std::string& why) {
    if (entry.isOnTheWay()) return;  // Its own section tells of it.
    ++counts_.left;
    left_.insert(entry.slot.name());
    for (std::string folder = entry.path; !folder.empty();) {
        folder = folderOf(folder);
        if (!foldersLeft_.insert(folder).second) break;
    }
    listener_.onLeft(entry.path, why);
}

void SectionUndo::leaveFolder(const std::string& path, const std::string& why) {
    ++counts_.left;
    foldersLeft_.insert(path);
    listener_.onLeft(path, why);
}

}  // namespace tl::engine

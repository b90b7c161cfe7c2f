// The folder beside the data in which a restore keeps what it replaces, and with it the lists by
// which that is taken back:
//
//   .timelocker-replaced-ID/
//     lock              held by whoever works in it
//     about             which restore it was
//     list-000001       what the restore's first section does, written before it is done
//     done-000001       the section came to its end, when this was made
//     old-000001/f12    what was replaced
//     new-000001/f12    a file that is being restored, until it takes its place
//     aside-000001/f12  what was in the way of taking back, where that was forced
//     confirmed         nothing is to be taken back any more
//
// It is its owner's alone, and trusted by nobody else: whoever may write a list decides about
// owners and permissions.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/restore/replaced/replaced_folder_name.h"
#include "infra/engine/restore/replaced/replaced_list.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_lock.h"

namespace tl::engine {

/// Counted from 1.
using SectionNumber = std::uint32_t;

struct FolderTimes {
    WallTime accessed{};
    WallTime modified{};
};

/// Open and locked. **Errors:** every call, those of Directory and File.
/// **Threads:** one at a time.
class ReplacedFolder {
  public:
    /// Makes it in `parent`. The inodes in `about` are filled in.
    /// **Errors:** AlreadyExists; PermissionDenied; Locked while another restore, or the taking
    /// back of one, is at work in `parent`.
    [[nodiscard]] static ReplacedFolder make(const Directory& parent, ReplacedAbout about);

    /// **Errors:** NotFound; InvalidInput for what is no such folder, or a copy of one, or one that
    /// was moved; PermissionDenied for another user's; Locked while somebody works in it;
    /// Corrupted.
    [[nodiscard]] static ReplacedFolder open(const std::string& path);

    [[nodiscard]] const ReplacedAbout& about() const noexcept { return about_; }
    [[nodiscard]] const std::string& path() const noexcept { return folder_.path(); }
    /// The folder that it is in, below which all that it knows of lies.
    [[nodiscard]] Directory& parent() noexcept { return parent_; }

    /// Of the lists that there are, in order.
    [[nodiscard]] std::vector<SectionNumber> sections() const;
    /// **Errors:** Corrupted.
    [[nodiscard]] ReplacedList loadList(SectionNumber section) const;
    /// Writes the list, or writes it anew, and waits until it is on the disk.
    void saveList(SectionNumber section, const ReplacedList& list);
    void removeList(SectionNumber section);

    void markDone(SectionNumber section);
    /// When the section came to its end; nothing: it did not.
    [[nodiscard]] std::optional<WallTime> doneAt(SectionNumber section) const;

    enum class Part : std::uint8_t { Old, New, Aside };
    /// Opens a section's folder, and makes it when it is missing.
    [[nodiscard]] Directory openPart(Part part, SectionNumber section);
    [[nodiscard]] std::optional<Directory> tryOpenPart(Part part, SectionNumber section) const;
    /// Of all sections that there are, those without a list, too.
    [[nodiscard]] std::vector<Directory> openAll(Part part) const;
    /// Whether anything is kept in a folder of this part.
    [[nodiscard]] bool hasAny(Part part) const;

    /// Removes what no list needs: the folders of files that were not finished, and empty ones.
    void removeLeftovers();

    [[nodiscard]] bool isConfirmed() const;
    /// From now on nothing can be taken back.
    void markConfirmed();
    /// Removes all that is kept, and the folder; its parent gets the times, or keeps those that it
    /// has. **Errors:** AlreadyExists when there is something in it that no restore put there.
    void removeAll(const std::optional<FolderTimes>& parentTimes = {});

    /// Of restores to the same folder that began later, the IDs.
    [[nodiscard]] std::vector<std::string> laterOnes() const;

  private:
    ReplacedFolder(Directory parent, std::string name, Directory folder);

    void writeDurably(const std::string& name, std::span<const std::byte> bytes);
    [[nodiscard]] std::vector<std::byte> read(const std::string& name, std::uint64_t sizeMax) const;
    void takeLock();
    bool loadAbout();
    void checkIsOurs() const;
    void checkIsNoCopy() const;
    void checkIsAlone() const;

    Directory parent_;
    std::string name_;
    Directory folder_;
    std::optional<FileLock> lock_;
    ReplacedAbout about_;
};

/// The folders of this kind in `parent`, by name.
[[nodiscard]] std::vector<std::string> replacedFoldersIn(const Directory& parent);

}  // namespace tl::engine

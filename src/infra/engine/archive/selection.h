// What a backup leaves out (format sections 13.2, 13.3).

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/filter/pattern_list.h"
#include "infra/platform/directory.h"
#include "infra/platform/file_status.h"

namespace tl::engine {

/// A file whose presence says that the folder's other content is not wanted.
struct FolderMark {
    std::string name;
    std::string header;  ///< The file must begin with it; empty: any file of that name will do.
};

/// Reads `NAME[:HEADER]`. **Errors:** InvalidInput for an empty name.
[[nodiscard]] FolderMark parseFolderMark(const std::string& text);
/// The mark of cache folders (bford.info/cachedir).
[[nodiscard]] FolderMark cacheFolderMark();

/// The rules of one backup; never changes while it runs. **Threads:** may be shared by all.
struct Selection {
    /// Of files, those that match one of these lists; both empty: all. Folders are always walked,
    /// as what is wanted may be below them.
    PatternList includes;
    PatternList includesIgnoringCase;
    PatternList excludes;
    PatternList excludesIgnoringCase;
    std::vector<FolderMark> marks;
    std::optional<std::uint64_t> excludeLargerThan;  ///< Bytes.
    bool oneFileSystem = false;
    std::vector<std::string> excludedFolders;  ///< Absolute paths.

    /// By its absolute path alone, before anything is known about the entry.
    [[nodiscard]] bool selectsPath(const std::string& path) const;
    /// By what the file system says of what is at `path`, which is absolute. `device` is that of
    /// the target above, if there is one.
    [[nodiscard]] bool selectsStatus(const std::string& path,
                                     const FileStatus& status,
                                     std::optional<std::uint64_t> device) const;
    /// Whether the includes want the file at `path`.
    [[nodiscard]] bool includesFile(const std::string& path) const;
    /// True when the folder at `status` is another file system's: it is kept, but not entered.
    [[nodiscard]] bool isForeign(const FileStatus& status,
                                 std::optional<std::uint64_t> device) const;
    /// The mark in a folder with these entries, if it has one: of its entries only the mark is
    /// wanted.
    [[nodiscard]] const FolderMark* findMark(const Directory& folder,
                                             std::span<const DirectoryEntry> entries) const;
};

}  // namespace tl::engine

// One repository's folder in the local cache: exact copies of stored files, in restic's layout, so
// that both programs use what the other has fetched (format notes, section 14).
//
// A cache is never worth a failure and never trusted: who reads a copy checks it as if it came from
// the repository, and has it removed when it is wrong.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/file.h"
#include "infra/platform/random.h"
#include "storage/backend.h"

namespace tl::storage {

/// **Errors:** every call may throw what the file system says.
/// **Threads:** all members may be called from any thread.
class CacheFolder {
  public:
    /// The folder of the repository in the cache at `base`, which is made when it is missing. Marks
    /// it as used at `now`, and removes what was left there under temporary names more than a day
    /// before. `random` must outlive the object.
    /// **Errors:** also Unsupported for a cache of a later layout.
    CacheFolder(const std::string& base,
                const std::string& repositoryId,
                WallTime now,
                Random& random);

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// The copy of a file, marked as used; nothing when there is none.
    [[nodiscard]] std::optional<File> tryOpen(const FileId& id) const;
    [[nodiscard]] bool contains(const FileId& id) const;
    /// Keeps a copy. It appears whole or not at all.
    void save(const FileId& id, std::span<const std::byte> content) const;
    /// False when there was no copy.
    bool remove(const FileId& id) const;
    /// Removes the copies of files of `type` that are not among `names`.
    void keepOnly(FileType type, const std::set<std::string>& names) const;
    /// Removes the copies that were not used for longest, until the rest has at most `sizeMax`
    /// bytes.
    void trim(std::uint64_t sizeMax) const;

  private:
    void removeLeftovers() const;
    [[nodiscard]] std::string folderFor(const FileId& id) const;
    [[nodiscard]] std::string pathOf(const FileId& id) const;

    const std::string path_;
    const WallTime now_;
    Random& random_;
};

}  // namespace tl::storage

// A repository in a folder of this machine, or of a file system that is mounted here.
//
// A file is written under a temporary name in the folder where it belongs, flushed, given its name,
// and the folder is flushed (format notes, sections 1.1 to 1.3). So a name stands for a whole file
// or for nothing, whenever the power fails; what remains of an interrupted write has a name that
// list() passes over.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/file.h"
#include "storage/backend.h"
#include "storage/local/local_options.h"

namespace tl::storage {

class LocalBackend final : public Backend {
  public:
    /// Looks at the permissions of `config` only: where the group may read it, the group may read
    /// and write all that is made here. Makes nothing.
    /// **Errors:** PermissionDenied, Unavailable.
    explicit LocalBackend(LocalOptions options);

    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token& stop) override;
    /// Makes a missing folder inside the repository, never the repository's own: what looks empty
    /// may be a disk that is not mounted. **Errors:** NotFound when that one is missing.
    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override;
    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override;
    bool remove(const FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override;
    /// Also what restic left, which names them alike.
    [[nodiscard]] Leftovers sweepLeftovers(LeftoverUse use,
                                           WallTime before,
                                           const std::stop_token& stop) override;

  private:
    /// What new files and folders may be used for, and by whom.
    struct Modes {
        std::uint32_t folder = 0700;
        std::uint32_t temporaryFile = 0600;
        std::uint32_t finishedFile = 0400;
    };

    [[nodiscard]] static Modes modesLike(const std::string& configPath);
    [[nodiscard]] std::string folderFor(const FileId& id) const;
    [[nodiscard]] std::string pathOf(const FileId& id) const;
    void makeFolderFor(const FileId& id) const;
    /// Makes a file under the name `temporary` in the folder where `id` belongs.
    [[nodiscard]] File makeTemporary(const FileId& id, const std::string& temporary) const;
    void listFolder(FileType type,
                    const std::string& path,
                    const Visitor& visit,
                    const std::stop_token& stop) const;

    const std::string root_;
    const Properties properties_;
    const Modes modes_;
    Traffic* const traffic_;
};

}  // namespace tl::storage

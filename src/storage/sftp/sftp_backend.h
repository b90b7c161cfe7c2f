// A repository on a server that speaks SFTP, reached through the user's own ssh: agents, jump
// hosts, hardware keys and ssh_config work as they do by hand.
//
// The layout and the permissions are those of a local folder (format notes, section 15.5). How
// files come to be whole or not at all is told in sftp_upload.h.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "storage/backend.h"
#include "storage/sftp/sftp_connections.h"
#include "storage/sftp/sftp_options.h"
#include "storage/sftp/sftp_transfer.h"
#include "storage/sftp/sftp_upload.h"

namespace tl::storage {

class SftpBackend final : public Backend {
  public:
    /// Connects to nothing yet: the first call does. **Errors:** InvalidInput.
    explicit SftpBackend(SftpOptions options);

    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token& stop) override;
    /// Makes a missing folder inside the repository, never the repository's own.
    /// **Errors:** NotFound when that one is missing.
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
    void prepareForBulk() override { connections_.expectBulk(); }
    /// With servers that rename as POSIX does; version 3 of the protocol has no other way.
    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override;

  private:
    /// What new files and folders may be used for, and by whom.
    struct Modes {
        std::uint32_t folder = 0700;
        std::uint32_t temporaryFile = 0600;
        std::uint32_t finishedFile = 0400;
    };

    [[nodiscard]] std::string folderFor(const FileId& id) const;
    [[nodiscard]] std::string pathOf(const FileId& id) const;
    [[nodiscard]] Modes modes(const sftp::Transfer& transfer);
    void makeFolderFor(const sftp::Transfer& transfer, const FileId& id, std::uint32_t bits) const;
    void store(const sftp::Transfer& transfer,
               const FileId& id,
               std::span<const std::byte> content,
               sftp::OldFile oldFile);
    [[nodiscard]] std::vector<std::byte> loadOpen(const sftp::Transfer& transfer,
                                                  const std::string& handle,
                                                  const std::string& path,
                                                  std::uint64_t sizeBytes) const;

    const SftpOptions options_;
    const Properties properties_;
    std::mutex modesMutex_;
    std::optional<Modes> modes_;  ///< Guarded by modesMutex_; known from the first need on.
    sftp::Connections connections_;
};

}  // namespace tl::storage

// A repository in a share of an SMB server, without a mount.
//
// A file is written under a temporary name, closed, made read-only and renamed. libsmbclient offers
// no way to flush: when the server loses its power, what it had not yet written to its disk is
// lost.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "infra/platform/secret.h"
#include "infra/platform/traffic.h"
#include "infra/resources/connection_pool.h"
#include "infra/resources/mutex.h"
#include "storage/backend.h"
#include "storage/smb/smb_options.h"
#include "storage/smb/smb_session.h"

namespace tl::storage {

class SmbBackend final : public Backend {
  public:
    /// Connects when it is first used, and reads the password then. `traffic` may be null; it must
    /// outlive the object.
    SmbBackend(SmbOptions options, Traffic* traffic);

    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token& stop) override;
    /// **Errors:** NotFound when the repository's own folder is missing.
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

  private:
    [[nodiscard]] Secret password(const std::stop_token& stop);
    const SmbOptions options_;
    Traffic* const traffic_;
    const Properties properties_;
    Mutex mutex_;
    std::optional<Secret> password_ TL_GUARDED_BY(mutex_);
    ConnectionPool<SmbSession> sessions_;
};

}  // namespace tl::storage

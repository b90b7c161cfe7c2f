// A repository on an NFS 3 server, without a mount.
//
// A file is written under a temporary name, flushed, and given its name by a hard link, which never
// replaces what is there; then the temporary name is removed. A file that is to be replaced is by
// a rename, which does that in one step. NFS 3 servers answer such changes of
// folders only when they are on the disk (RFC 1813, section 4.8), so nothing else is to be flushed.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "infra/platform/clock.h"
#include "infra/platform/traffic.h"
#include "infra/resources/connection_pool.h"
#include "storage/backend.h"
#include "storage/nfs/nfs_options.h"
#include "storage/nfs/nfs_session.h"

namespace tl::storage {

class NfsBackend final : public Backend {
  public:
    /// Connects when it is first used. `traffic` may be null; it and `clock` must outlive the
    /// object.
    NfsBackend(NfsOptions options, Traffic* traffic, Clock& clock);

    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token& stop) override;
    /// **Errors:** NotFound when the repository's own folder is missing.
    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override;
    /// Always true. **Errors:** as save().
    [[nodiscard]] bool tryReplace(const FileId& id,
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
    const NfsOptions options_;
    Traffic* const traffic_;
    const Properties properties_;
    ConnectionPool<NfsSession> sessions_;
};

}  // namespace tl::storage

// Getting a file of a snapshot, or a folder as an archive, as a stream of bytes.

#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "infra/engine/dump/byte_output.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

enum class ArchiveFormat : std::uint8_t { Tar, Zip };

struct DumpRequest {
    RepositoryAccess repository{};
    std::string snapshot{};                      ///< `ID`, `latest`, or either with `:folder`.
    SnapshotFilter filter{};                     ///< For `latest`.
    std::string path{};                          ///< In the snapshot, or in its folder.
    ArchiveFormat archive = ArchiveFormat::Tar;  ///< For a folder; a file comes as it is.
    std::string target{};                        ///< A file to write; empty: to `output`.
    bool isArchiveAllowed = true;                ///< False for an output that must not be binary.
};

class Dumps {
  public:
    Dumps() = default;
    Dumps(const Dumps&) = delete;
    Dumps& operator=(const Dumps&) = delete;
    virtual ~Dumps() = default;

    /// Writes a regular file's content, or an archive of all that is in a folder. `output` is
    /// called from a thread of its own. A target is replaced only when all of it is there.
    /// **Errors:** NotFound; InvalidInput for what is neither file nor folder, and for an archive
    /// where none is allowed; Corrupted; what `output` throws; and as Repositories.
    virtual void dump(const DumpRequest& request,
                      const engine::WriteBytes& output,
                      const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Dumps> makeDumps(const ServiceContext& context);

}  // namespace tl::services

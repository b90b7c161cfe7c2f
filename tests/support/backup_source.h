// A folder that tests of services back up.

#pragma once

#include <string>

#include "infra/platform/temporary_directory.h"
#include "services/backup/backups.h"

namespace tl::services {

/// At first some small files and one of a single chunk; after grow(), several packs more, when
/// packs have 4 MiB; after shrink(), fewer again, and some of those replaced.
class BackupSource {
  public:
    BackupSource();
    void grow();
    /// Some small files more, of which one takes the place of another.
    void growALittle();
    void shrink();
    /// So many small files that, of the packs of their backup, one is sure to have blobs of both
    /// halves: each blob goes to one of two packs, by chance.
    void addMany();
    void removeHalfOfMany();

    /// A backup of it, with packs of 4 MiB.
    [[nodiscard]] BackupRequest request(const RepositoryAccess& repository) const;

  private:
    TemporaryDirectory folder_;
};

}  // namespace tl::services

#include "tests/support/sound_repository.h"

#include <map>

#include "infra/engine/lock/repository_lock.h"
#include "infra/engine/pack/pack_file.h"
#include "services/repository/checks.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/recorded_check.h"

namespace tl::services {

std::vector<std::string> findErrors(const ServiceContext& context, const RepositoryAccess& access) {
    makeRepositories(context)->unlock(access, UnlockScope::All, {});
    engine::RecordedCheck record;
    makeChecks(context)->check({.repository = access, .readData = ReadAll{}}, record, {});
    return record.errors;
}

std::vector<std::string> findBlobsStoredTwice(const ServiceContext& context,
                                              const RepositoryAccess& access) {
    const auto session = RepositorySession::openUnlocked(context, access, {});
    std::map<engine::BlobHandle, std::size_t> places;
    session->backend().list(storage::FileType::Pack,
                            [&](const storage::FileId& id, std::uint64_t sizeBytes) {
                                const auto blobs = engine::tryReadPackHeader(
                                    session->repository(), engine::PackId::parse(id.name).value(),
                                    sizeBytes, {});
                                for (const engine::PackedBlob& blob : blobs.value())
                                    ++places[blob.handle];
                            },
                            {});
    std::vector<std::string> found;
    for (const auto& [handle, count] : places)
        if (count > 1) found.push_back(handle.id.hex());
    return found;
}

}  // namespace tl::services

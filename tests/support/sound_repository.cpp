#include "tests/support/sound_repository.h"

#include <map>

#include "infra/engine/lock/repository_lock.h"
#include "infra/engine/pack/pack_file.h"
#include "infra/platform/temporary_directory.h"
#include "services/recovery/restores.h"
#include "services/repository/checks.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/recorded_check.h"

namespace tl::services {

namespace {

class RecordedRestore final : public RestoreObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return {}; }
    [[nodiscard]] bool wantsItems() const override { return false; }
    void onStarted(const StoredSnapshot&, const std::string&) override {}
    void onStatus(const RestoreStatus&) override {}
    void onItem(const RestoreItem&) override {}
    void onFailure(const std::string& path, const std::string& message) override {
        problems.push_back(path + ": " + message);
    }
    void onWarning(const std::string& message) override { problems.push_back(message); }

    std::vector<std::string> problems;
};

}  // namespace

std::vector<std::string> findErrors(const ServiceContext& context, const RepositoryAccess& access) {
    makeRepositories(context)->unlock(access, UnlockScope::All, {});
    engine::RecordedCheck record;
    makeChecks(context)->check({.repository = access, .reading = {.readData = ReadAll{}}}, record, {});
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

std::vector<std::string> restoreAll(const ServiceContext& context, const RepositoryAccess& access) {
    RecordedRestore record;
    const auto restores = makeRestores(context);
    const SnapshotListing listing = makeRepositories(context)->snapshots(access, {}, {});
    for (const SnapshotGroup& group : listing.groups) {
        for (const StoredSnapshot& stored : group.snapshots) {
            const TemporaryDirectory target;
            RestoreRequest request;
            request.repository = access;
            request.snapshot = stored.id.hex();
            request.target = target.path();
            request.verify = true;
            (void)restores->run(request, record, {});
        }
    }
    return record.problems;
}

}  // namespace tl::services

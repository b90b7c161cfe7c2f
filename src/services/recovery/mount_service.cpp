#include <cstddef>
#include <utility>

#include "infra/engine/mount/mounted_snapshots.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/mounted_files.h"
#include "infra/resources/worker_group.h"
#include "services/recovery/mounts.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

/// More than there are processors: most of them wait for a store.
constexpr std::size_t kThreads = 8;

engine::MountTemplates templatesOf(const MountRequest& request) {
    engine::MountTemplates templates;
    if (!request.pathTemplates.empty()) templates.paths = request.pathTemplates;
    if (!request.timeTemplate.empty()) templates.time = request.timeTemplate;
    engine::requireUsable(templates);
    return templates;
}

class MountService final : public Mounts {
  public:
    explicit MountService(const ServiceContext& context) : context_{context} {}

    void serve(const MountRequest& request,
               const std::function<void()>& onMounted,
               const std::stop_token& stop) override {
        // What can be wrong with the request is said before a password is asked for.
        engine::MountTemplates templates = templatesOf(request);
        requireMountable(request.folder);
        engine::MountRules rules{.templates = std::move(templates),
                                 .isOwnedByRoot = request.isOwnedByRoot,
                                 .userId = userId(),
                                 .groupId = groupId()};
        const auto session =
            RepositorySession::open(context_, request.repository, engine::LockMode::Shared, stop);
        session->run([&](const std::stop_token& work) {
            session->confirmLock(work);
            serveSession(*session, request, std::move(rules), onMounted, work);
            const bool isLockLost = work.stop_requested() && !stop.stop_requested();
            if (isLockLost) throw Cancelled{};
        });
        session->close();
    }

  private:
    void serveSession(RepositorySession& session,
                      const MountRequest& request,
                      engine::MountRules rules,
                      const std::function<void()>& onMounted,
                      const std::stop_token& stop) {
        const engine::Repository& repository = session.repository();
        const SnapshotFilter filter = withAbsolutePaths(request.filter);
        const auto loadSnapshots = [&](const std::stop_token& inner) {
            // A damaged one must not hide the others.
            auto snapshots = engine::loadReadableSnapshots(repository, inner).snapshots;
            std::erase_if(snapshots, [&filter](const engine::LoadedSnapshot& loaded) {
                return !isSelected(loaded.snapshot, filter);
            });
            return snapshots;
        };
        const engine::MountSource source{repository, context_.clock, loadSnapshots};
        engine::MountedSnapshots files{source, std::move(rules), stop};
        ServedMount mount{
            {.folder = request.folder,
             .isForAllUsers = request.isForAllUsers,
             .isCheckingPermissions = request.isForAllUsers && request.isCheckingPermissions},
            files,
            stop};
        WorkerGroup servers{{}};  // They end by themselves, and the requests in hand before them.
        for (std::size_t i = 0; i < kThreads; ++i)
            servers.start("mount serve",
                          [&mount](const std::stop_token& /*inner*/) { mount.serve(); });
        onMounted();
        servers.join();
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Mounts> makeMounts(const ServiceContext& context) {
    return std::make_unique<MountService>(context);
}

}  // namespace tl::services

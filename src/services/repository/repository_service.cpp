#include <utility>

#include "infra/engine/format/foreign_cutting.h"
#include "infra/engine/lock/repository_lock.h"
#include "infra/engine/repository/open.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "services/repository/object_content.h"
#include "services/repository/object_list.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"
#include "services/security/password.h"

namespace tl::services {

using engine::LockMode;

namespace {

void requireKnownVersion(std::uint32_t version) {
    if (version == 1 || version == 2) return;
    throw Error{ErrorKind::InvalidInput,
                "there is no repository format " + std::to_string(version) + "; give 1 or 2"};
}

class RepositoryService final : public Repositories {
  public:
    explicit RepositoryService(const ServiceContext& context) : context_{context} {}

    InitResult init(const InitRequest& request, const std::stop_token& stop) override {
        requireKnownVersion(request.version);
        engine::InitOptions options{.version = request.version,
                                    .chunkerPolynomial = std::nullopt,
                                    .key = {.userName = userName(),
                                            .hostName = hostName(),
                                            .created = nowTimestamp(context_),
                                            .cost = context_.keyCost}};
        const RepositoryAccess& access = request.repository;
        const auto backend = context_.openBackend(access);
        engine::requireEmptyPlace(*backend, stop);
        if (request.copyChunkerFrom)
            options.chunkerPolynomial = readPolynomial(*request.copyChunkerFrom, stop);
        const std::string location = backend->properties().location;
        const Secret password =
            resolvePassword(access.password, "password for the new repository at " + location,
                            context_.secrets, stop);
        const auto repository =
            engine::initRepository(*backend, context_.random, password, options, stop);
        return {.id = repository->config().id, .location = location};
    }

    SnapshotListing snapshots(const RepositoryAccess& access,
                              const SnapshotQuery& query,
                              const std::stop_token& stop) override {
        SnapshotListing listing;
        const auto session = RepositorySession::open(context_, access, LockMode::Shared, stop);
        session->run([&](const std::stop_token& work) {
            const SnapshotQuery uncut{.filter = query.filter, .ids = query.ids};
            ReadableSelection selected = selectReadable(session->repository(), uncut, work);
            listing.problems = std::move(selected.problems);
            listing.groups = groupSnapshots(std::move(selected.snapshots), query.groupBy);
        });
        // As restic does: each group is cut to its newest, not the whole before grouping.
        if (query.latest != 0) {
            for (SnapshotGroup& group : listing.groups)
                group.snapshots = keepLatestOfEach(std::move(group.snapshots), query.latest);
        }
        return listing;
    }

    void list(const RepositoryAccess& access,
              ObjectKind kind,
              const std::function<void(const std::string& line)>& visit,
              const std::stop_token& stop) override {
        // Our own lock would be listed, and another's exclusive one is what a person looks for.
        const auto session =
            kind == ObjectKind::Locks
                ? RepositorySession::openUnlocked(context_, access, stop)
                : RepositorySession::open(context_, access, LockMode::Shared, stop);
        session->run([&](const std::stop_token& work) {
            listObjects(session->repository(), kind, visit, work);
        });
    }

    std::string cat(const RepositoryAccess& access,
                    CatKind kind,
                    const std::string& id,
                    const std::stop_token& stop) override {
        std::string content;
        const auto session = RepositorySession::open(context_, access, LockMode::Shared, stop);
        session->run([&](const std::stop_token& work) {
            content = loadObject(session->repository(), kind, id, work);
        });
        return content;
    }

    std::size_t unlock(const RepositoryAccess& access,
                       UnlockScope scope,
                       const std::stop_token& stop) override {
        const auto session = RepositorySession::openUnlocked(context_, access, stop);
        const engine::Repository& repository = session->repository();
        return scope == UnlockScope::All
                   ? engine::removeAllLocks(repository, stop)
                   : engine::removeStaleLocks(repository, context_.clock, hostName(), stop);
    }

  private:
    [[nodiscard]] std::uint64_t readPolynomial(const RepositoryAccess& access,
                                               const std::stop_token& stop) const {
        const auto session = RepositorySession::openUnlocked(context_, access, stop);
        const engine::Config& config = session->repository().config();
        engine::requireOwnCutting(config);
        return config.chunkerPolynomial;
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Repositories> makeRepositories(const ServiceContext& context) {
    return std::make_unique<RepositoryService>(context);
}

}  // namespace tl::services

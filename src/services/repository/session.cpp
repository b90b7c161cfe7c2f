#include "services/repository/session.h"

#include <utility>

#include "infra/engine/repository/open.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "services/security/password.h"

namespace tl::services {

using engine::LockMode;
using engine::RepositoryLock;

namespace {

engine::LockOwner thisProcess() {
    return {.hostName = hostName(),
            .userName = userName(),
            .processId = processId(),
            .uid = userId(),
            .gid = groupId()};
}

CachedBackend openCache(const ServiceContext& context,
                        std::unique_ptr<storage::Backend> backend,
                        const CacheSettings& settings,
                        const std::string& repositoryId) {
    if (!settings.isOn || !context.openCache) return {std::move(backend)};
    return context.openCache(std::move(backend), settings, repositoryId);
}

/// Opens the repository behind `front` with the password that `access` gives; a person may try
/// several times.
std::unique_ptr<engine::Repository> openWithPassword(const ServiceContext& context,
                                                     storage::Backend& backend,
                                                     const engine::RepositoryFront& front,
                                                     const RepositoryAccess& access,
                                                     const std::stop_token& stop) {
    const std::string what = "password for the repository at " + backend.properties().location;
    constexpr unsigned kTries = 3;
    PasswordSource source = access.password;
    unsigned triesLeft = isAskedFor(source) ? kTries : 1;
    while (true) {
        const Secret password = resolvePassword(source, what, context.secrets, stop);
        try {
            return engine::openRepository(front, backend, context.random, password, access.keyHint,
                                          stop);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::WrongPassword || --triesLeft == 0) throw;
        }
        source.prompt = [&ask = access.password.prompt](const std::string& question) {
            return ask("wrong password, try again\n" + question);
        };
    }
}

}  // namespace

RepositorySession::RepositorySession(std::unique_ptr<storage::Backend> backend,
                                     std::unique_ptr<ConfirmingBackend> confirming,
                                     std::unique_ptr<engine::Repository> repository,
                                     std::stop_token stop)
    : backend_{std::move(backend)},
      confirming_{std::move(confirming)},
      repository_{std::move(repository)},
      stop_{std::move(stop)} {}

RepositorySession::~RepositorySession() = default;

std::unique_ptr<RepositorySession> RepositorySession::openUnlocked(const ServiceContext& context,
                                                                   const RepositoryAccess& access,
                                                                   const std::stop_token& stop) {
    return openWith({}, context, access, Load::Little, stop);
}

std::unique_ptr<RepositorySession> RepositorySession::openForDryRun(const ServiceContext& context,
                                                                    const RepositoryAccess& access,
                                                                    const std::stop_token& stop) {
    return openWith(context.discardWrites, context, access, Load::Little, stop);
}

std::unique_ptr<RepositorySession> RepositorySession::openWith(const BackendDecorator& decorate,
                                                               const ServiceContext& context,
                                                               const RepositoryAccess& access,
                                                               Load load,
                                                               const std::stop_token& stop) {
    auto backend = context.openBackend(access);
    if (load == Load::Bulk) backend->prepareForBulk();
    // A person should not type a password only to learn that there is nothing to open.
    const engine::RepositoryFront front = engine::readFront(*backend, stop);
    const auto opened = openWithPassword(context, *backend, front, access, stop);
    CachedBackend cached =
        openCache(context, std::move(backend), access.cache, opened->config().id);
    // Outside the cache, or it would keep copies of what is never stored.
    if (decorate) cached.backend = decorate(std::move(cached.backend));
    auto confirming = std::make_unique<ConfirmingBackend>(*cached.backend);
    auto repository = std::make_unique<engine::Repository>(
        *confirming, context.random, opened->masterKey(), opened->keyId(), opened->config());
    repository->setIndexFolder(cached.indexFolder);
    repository->setMemory(access.memory);
    return std::unique_ptr<RepositorySession>{new RepositorySession{
        std::move(cached.backend), std::move(confirming), std::move(repository), stop}};
}

std::unique_ptr<RepositorySession> RepositorySession::openWithNewConfig(
    const ServiceContext& context,
    const RepositoryAccess& access,
    DryRun dryRun,
    const std::stop_token& stop) {
    auto backend = context.openBackend(access);
    if (dryRun == DryRun::Yes) backend = context.discardWrites(std::move(backend));
    const Secret password = resolvePassword(
        access.password, "password for the repository at " + backend->properties().location,
        context.secrets, stop);
    auto confirming = std::make_unique<ConfirmingBackend>(*backend);
    auto repository =
        engine::openWithNewConfig(*confirming, context.random, password, access.keyHint, stop);
    repository->setMemory(access.memory);
    std::unique_ptr<RepositorySession> session{new RepositorySession{
        std::move(backend), std::move(confirming), std::move(repository), stop}};
    if (dryRun == DryRun::No) session->takeLock(context, access, LockMode::Exclusive);
    return session;
}

std::unique_ptr<RepositorySession> RepositorySession::openForWriting(const ServiceContext& context,
                                                                     const RepositoryAccess& access,
                                                                     SessionNeeds needs,
                                                                     const std::stop_token& stop) {
    auto session = openWith({}, context, access, needs.load, stop);
    session->takeLock(context, access, needs.mode);
    return session;
}

std::unique_ptr<RepositorySession> RepositorySession::open(const ServiceContext& context,
                                                           const RepositoryAccess& access,
                                                           SessionNeeds needs,
                                                           const std::stop_token& stop) {
    auto session = openWith({}, context, access, needs.load, stop);
    if (access.locking == Locking::Skip) return session;
    try {
        session->takeLock(context, access, needs.mode);
        return session;
    } catch (Error& error) {
        if (error.kind() == ErrorKind::PermissionDenied)
            error.add("hint", "reading needs no right to write if --no-lock is given");
        throw;
    }
}

void RepositorySession::takeLock(const ServiceContext& context,
                                 const RepositoryAccess& access,
                                 LockMode mode) {
    lock_ = RepositoryLock::acquire(
        *repository_, context.clock,
        {.mode = mode,
         .owner = thisProcess(),
         .retryFor = access.retryLock,
         .zoneOffset = [&zone = context.zone](
                           std::int64_t unixSeconds) { return zone.offsetSeconds(unixSeconds); }},
        stop_);
    confirming_->setConfirmation(
        [lock = lock_.get()](const std::stop_token& stop) { lock->confirm(stop); });
}

void RepositorySession::confirmLock(const std::stop_token& stop) {
    confirming_->confirm(stop);
}

std::stop_token RepositorySession::workToken() const {
    return lock_ ? lock_->workToken() : stop_;
}

void RepositorySession::run(const std::function<void(const std::stop_token&)>& work) {
    try {
        work(workToken());
    } catch (const Cancelled&) {
        if (!lock_ || !lock_->isLost() || stop_.stop_requested()) throw;
        throw Error{ErrorKind::Unavailable,
                    "the lock on the repository at " + backend_->properties().location +
                        " could not be refreshed for so long that others may take it for stale, so "
                        "the work was stopped; run the command again"};
    }
}

void RepositorySession::close() {
    if (!lock_) return;
    try {
        lock_->release();
    } catch (Error& error) {
        error.add("hint",
                  "all else is done; should the lock still be there, remove it by `unlock`");
        throw;
    }
    lock_.reset();
}

}  // namespace tl::services

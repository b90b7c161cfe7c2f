// A repository while a use case works with it: backend, master key and lock, from open to close.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "infra/engine/lock/repository_lock.h"
#include "infra/engine/repository/repository.h"
#include "services/repository/confirming_backend.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "storage/backend.h"

namespace tl::services {

/// Whether to do something, or only to find out what it would do.
enum class DryRun : std::uint8_t { No, Yes };

/// How much a use case will read or write.
enum class Load : std::uint8_t { Little, Bulk };

/// What a use case needs of a session.
struct SessionNeeds {
    // Implicit: most need no more than a lock.
    SessionNeeds(engine::LockMode lockMode, Load expected = Load::Little)  // NOLINT
        : mode{lockMode},
          load{expected} {}

    engine::LockMode mode;
    Load load;
};

/// Removes its lock and closes the backend when it dies. **Threads:** one at a time, but for
/// repository(), backend() and workToken(), which may be called from any thread.
class RepositorySession {
  public:
    /// Opens the repository and takes a lock, unless `access` says to skip it. For use cases that
    /// only read. `context` must outlive the object.
    /// **Errors:** NoRepository (before a password is asked for), WrongPassword, Locked,
    /// InvalidInput, Corrupted, Unsupported, and what the backend throws.
    [[nodiscard]] static std::unique_ptr<RepositorySession> open(const ServiceContext& context,
                                                                 const RepositoryAccess& access,
                                                                 SessionNeeds needs,
                                                                 const std::stop_token& stop);
    /// As open(), but always takes the lock: whoever changes a repository may not go without.
    /// The first change through repository() waits for the lock's confirmation, and fails without
    /// it.
    [[nodiscard]] static std::unique_ptr<RepositorySession> openForWriting(
        const ServiceContext& context,
        const RepositoryAccess& access,
        SessionNeeds needs,
        const std::stop_token& stop);
    /// As open(), but never takes a lock: for what looks at locks.
    [[nodiscard]] static std::unique_ptr<RepositorySession> openUnlocked(
        const ServiceContext& context, const RepositoryAccess& access, const std::stop_token& stop);

    /// As openUnlocked(), on a backend that forgets what is written to it.
    [[nodiscard]] static std::unique_ptr<RepositorySession> openForDryRun(
        const ServiceContext& context, const RepositoryAccess& access, const std::stop_token& stop);

    /// As openForWriting() with an exclusive lock, for a repository whose config is missing or
    /// damaged; see engine::openWithNewConfig(). In a dry run as openForDryRun().
    [[nodiscard]] static std::unique_ptr<RepositorySession> openWithNewConfig(
        const ServiceContext& context,
        const RepositoryAccess& access,
        DryRun dryRun,
        const std::stop_token& stop);

    ~RepositorySession();
    RepositorySession(const RepositorySession&) = delete;
    RepositorySession& operator=(const RepositorySession&) = delete;

    [[nodiscard]] const engine::Repository& repository() const noexcept { return *repository_; }
    [[nodiscard]] storage::Backend& backend() const noexcept { return *confirming_; }

    /// Waits for the lock's confirmation now, for those who want to be alone before they read;
    /// nothing without a lock. **Errors:** Locked.
    void confirmLock(const std::stop_token& stop);

    /// Stopped when the caller's stop is requested, or when the lock is lost.
    [[nodiscard]] std::stop_token workToken() const;

    /// Calls `work` with workToken(). Whatever waits or writes under the lock belongs in here.
    /// **Errors:** Unavailable when `work` was cancelled because the lock was lost.
    void run(const std::function<void(const std::stop_token& stop)>& work);

    /// Removes the lock now, and reports what fails. The destructor swallows it.
    void close();

  private:
    RepositorySession(std::unique_ptr<storage::Backend> backend,
                      std::unique_ptr<ConfirmingBackend> confirming,
                      std::unique_ptr<engine::Repository> repository,
                      std::stop_token stop);

    [[nodiscard]] static std::unique_ptr<RepositorySession> openWith(
        const BackendDecorator& decorate,
        const ServiceContext& context,
        const RepositoryAccess& access,
        Load load,
        const std::stop_token& stop);
    void takeLock(const ServiceContext& context,
                  const RepositoryAccess& access,
                  engine::LockMode mode);

    std::unique_ptr<storage::Backend> backend_;
    std::unique_ptr<ConfirmingBackend> confirming_;  ///< What everybody else uses of backend_.
    std::unique_ptr<engine::Repository> repository_;
    std::stop_token stop_;
    std::unique_ptr<engine::RepositoryLock> lock_;  ///< Null without a lock.
};

}  // namespace tl::services

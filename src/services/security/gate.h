// Asks, before each call of a service, whether its caller may make it.

#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "infra/resources/mutex.h"
#include "services/security/permissions.h"

namespace tl::services {

/// **Threads:** any.
class Gate {
  public:
    /// `findCaller` is called at the first call, and its answer is kept.
    /// **Errors:** those of `findCaller` come out of require().
    /// `onDenied` may be empty.
    explicit Gate(std::function<Caller()> findCaller,
                  std::function<void(const Caller& caller, ServiceCall call)> onDenied = {})
        : findCaller_{std::move(findCaller)},
          onDenied_{std::move(onDenied)} {}

    /// **Errors:** PermissionDenied.
    void require(ServiceCall call) {
        if (permissionFor(call).isOpen) return;
        const Caller caller = this->caller();
        if (onDenied_ && !isAllowed(caller, call)) onDenied_(caller, call);
        requireAllowed(caller, call);
    }

    [[nodiscard]] Caller caller() {
        {
            const MutexLock lock{mutex_};
            if (caller_) return *caller_;
        }
        Caller found = findCaller_();  // May ask a database: not under the lock.
        const MutexLock lock{mutex_};
        if (!caller_) caller_ = std::move(found);
        return *caller_;
    }

  private:
    const std::function<Caller()> findCaller_;
    const std::function<void(const Caller& caller, ServiceCall call)> onDenied_;
    Mutex mutex_;
    std::optional<Caller> caller_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::services

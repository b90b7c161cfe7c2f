#include "infra/engine/lock/lock_messages.h"

namespace tl::engine {

std::string describeHindrance(const LockFile& lock) {
    return std::string{"the repository is already locked"} +
           (lock.isExclusive ? " exclusively" : "") + " by process " + std::to_string(lock.pid) +
           " of " + lock.username + " on " + lock.hostname + " since " +
           formatTimestamp(lock.time) +
           "; wait for it, give --retry-lock, or run `unlock` if that process is gone";
}

}  // namespace tl::engine

#include "services/repository/confirming_backend.h"

namespace tl::services {

void ConfirmingBackend::confirm(const std::stop_token& stop) {
    if (!confirm_) return;
    // Held while the confirmation is under way: whoever else wants to change something waits for
    // it. (std::call_once would do, but hangs under the thread sanitizer when the confirmation
    // throws.)
    const MutexLock lock{mutex_};
    if (isConfirmed_) return;
    confirm_(stop);
    isConfirmed_ = true;
}

void ConfirmingBackend::save(const storage::FileId& id,
                             std::span<const std::byte> content,
                             const std::stop_token& stop) {
    if (id.type != storage::FileType::Lock) confirm(stop);
    inner_.save(id, content, stop);
}

bool ConfirmingBackend::tryReplace(const storage::FileId& id,
                                   std::span<const std::byte> content,
                                   const std::stop_token& stop) {
    if (id.type != storage::FileType::Lock) confirm(stop);
    return inner_.tryReplace(id, content, stop);
}

storage::Leftovers ConfirmingBackend::sweepLeftovers(storage::LeftoverUse use,
                                                     WallTime before,
                                                     const std::stop_token& stop) {
    if (use == storage::LeftoverUse::Remove) confirm(stop);
    return inner_.sweepLeftovers(use, before, stop);
}

bool ConfirmingBackend::remove(const storage::FileId& id, const std::stop_token& stop) {
    if (id.type != storage::FileType::Lock) confirm(stop);
    return inner_.remove(id, stop);
}

}  // namespace tl::services

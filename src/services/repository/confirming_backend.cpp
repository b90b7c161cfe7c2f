#include "services/repository/confirming_backend.h"

namespace tl::services {

void ConfirmingBackend::confirm(const std::stop_token& stop) {
    if (confirm_) std::call_once(confirmed_, confirm_, stop);
}

void ConfirmingBackend::save(const storage::FileId& id,
                             std::span<const std::byte> content,
                             const std::stop_token& stop) {
    if (id.type != storage::FileType::Lock) confirm(stop);
    inner_.save(id, content, stop);
}

bool ConfirmingBackend::remove(const storage::FileId& id, const std::stop_token& stop) {
    if (id.type != storage::FileType::Lock) confirm(stop);
    return inner_.remove(id, stop);
}

}  // namespace tl::services

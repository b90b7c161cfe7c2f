// As audited_services.h: what concerns who may do what, and secrets.

#pragma once

#include <memory>

#include "services/audit/audit_trail.h"
#include "services/monitoring/notices/notifications.h"
#include "services/security/users.h"
#include "services/security/vault.h"

namespace tl::services {

// `trail` must outlive what is returned.

/// Notes "user.add", "user.edit", "user.remove", "user.password", and "user.login" with its result.
[[nodiscard]] std::unique_ptr<Users> withAudit(std::unique_ptr<Users> inner, AuditTrail& trail);
/// Notes "token.create", "token.remove", and "token.refuse" for one that is not good.
[[nodiscard]] std::unique_ptr<Tokens> withAudit(std::unique_ptr<Tokens> inner, AuditTrail& trail);
/// Notes "vault.create", "vault.unlock", "vault.lock", "vault.set", "vault.remove",
/// "vault.password".
[[nodiscard]] std::unique_ptr<Vault> withAudit(std::unique_ptr<Vault> inner, AuditTrail& trail);
/// Notes "channel.add", "channel.edit", "channel.remove".
[[nodiscard]] std::unique_ptr<Notifications> withAudit(std::unique_ptr<Notifications> inner,
                                                       AuditTrail& trail);

}  // namespace tl::services

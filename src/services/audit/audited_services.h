// Services that note in the audit log what they change and whom they give data to. Reading what is
// no data, and dry runs, are not noted.

#pragma once

#include <memory>

#include "services/audit/audit_trail.h"
#include "services/backup/backups.h"
#include "services/recovery/dumps.h"
#include "services/recovery/mounts.h"
#include "services/recovery/replacements.h"
#include "services/recovery/restores.h"
#include "services/repository/copies.h"
#include "services/repository/forgets.h"
#include "services/repository/keys.h"
#include "services/repository/migrations.h"
#include "services/repository/moves.h"
#include "services/repository/prunes.h"
#include "services/repository/repairs.h"
#include "services/repository/repositories.h"
#include "services/repository/rewrites.h"
#include "services/repository/tags.h"

namespace tl::services {

// `trail` must outlive what is returned.

/// Notes "init", "unlock", and "key.show" for the master key.
[[nodiscard]] std::unique_ptr<Repositories> withAudit(std::unique_ptr<Repositories> inner,
                                                      AuditTrail& trail);
/// Notes "key.add", "key.remove", "key.change".
[[nodiscard]] std::unique_ptr<Keys> withAudit(std::unique_ptr<Keys> inner, AuditTrail& trail);
/// Notes "backup".
[[nodiscard]] std::unique_ptr<Backups> withAudit(std::unique_ptr<Backups> inner, AuditTrail& trail);
/// Notes "restore".
[[nodiscard]] std::unique_ptr<Restores> withAudit(std::unique_ptr<Restores> inner,
                                                  AuditTrail& trail);
/// Notes "replaced undo" and "replaced confirm".
[[nodiscard]] std::unique_ptr<Replacements> withAudit(std::unique_ptr<Replacements> inner,
                                                      AuditTrail& trail);
/// Notes "dump".
[[nodiscard]] std::unique_ptr<Dumps> withAudit(std::unique_ptr<Dumps> inner, AuditTrail& trail);
/// Notes "mount" at its end.
[[nodiscard]] std::unique_ptr<Mounts> withAudit(std::unique_ptr<Mounts> inner, AuditTrail& trail);
/// Notes "forget", also of what it pruned.
[[nodiscard]] std::unique_ptr<Forgets> withAudit(std::unique_ptr<Forgets> inner, AuditTrail& trail);
/// Notes "prune".
[[nodiscard]] std::unique_ptr<Prunes> withAudit(std::unique_ptr<Prunes> inner, AuditTrail& trail);
/// Notes "tag".
[[nodiscard]] std::unique_ptr<Tags> withAudit(std::unique_ptr<Tags> inner, AuditTrail& trail);
/// Notes "rewrite".
[[nodiscard]] std::unique_ptr<Rewrites> withAudit(std::unique_ptr<Rewrites> inner,
                                                  AuditTrail& trail);
/// Notes "copy".
[[nodiscard]] std::unique_ptr<Copies> withAudit(std::unique_ptr<Copies> inner, AuditTrail& trail);
/// Notes "move".
[[nodiscard]] std::unique_ptr<Moves> withAudit(std::unique_ptr<Moves> inner, AuditTrail& trail);
/// Notes "migrate".
[[nodiscard]] std::unique_ptr<Migrations> withAudit(std::unique_ptr<Migrations> inner,
                                                    AuditTrail& trail);
/// Notes "repair.index", "repair.packs", "repair.snapshots", "repair.config", "recover".
[[nodiscard]] std::unique_ptr<Repairs> withAudit(std::unique_ptr<Repairs> inner, AuditTrail& trail);

}  // namespace tl::services

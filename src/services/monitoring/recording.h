// Services that keep a history: each does what the one below it does and records it, when the
// repository or the target has a name in the catalog. Dry runs are not recorded.

#pragma once

#include <memory>

#include "infra/platform/clock.h"
#include "services/backup/backups.h"
#include "services/catalog_access.h"
#include "services/repository/checks.h"
#include "services/repository/prunes.h"

namespace tl::services {

/// What is borrowed must outlive the service.
[[nodiscard]] std::unique_ptr<Backups> makeRecordingBackups(Backups& inner,
                                                            CatalogAccess& catalog,
                                                            Clock& clock);
[[nodiscard]] std::unique_ptr<Checks> makeRecordingChecks(Checks& inner,
                                                          CatalogAccess& catalog,
                                                          Clock& clock);
[[nodiscard]] std::unique_ptr<Prunes> makeRecordingPrunes(Prunes& inner,
                                                          CatalogAccess& catalog,
                                                          Clock& clock);

/// The operation as the history has it: of this machine and user.
[[nodiscard]] catalog::NewOperation operationOf(const char* kind, const RepositoryAccess& access);

}  // namespace tl::services

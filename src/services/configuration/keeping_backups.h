// Backups of targets that keep the configuration in the repository first, when it has changed: so
// it is there when the machine is lost, without anybody having thought of it.

#pragma once

#include <memory>

#include "services/backup/backups.h"
#include "services/catalog_access.h"
#include "services/configuration/configuration_backups.h"

namespace tl::services {

/// Does what `inner` does. Where the configuration cannot be kept, the backup is made all the same,
/// and its observer is warned. What was kept where is noted in the catalog, so that an unchanged
/// configuration costs nothing; once a week the repository itself is asked. Not in dry runs, and
/// not where a person is asked for the password: once is enough. What is borrowed must outlive the
/// object.
[[nodiscard]] std::unique_ptr<Backups> makeKeepingBackups(Backups& inner,
                                                          Configurations& configurations,
                                                          ConfigurationBackups& kept,
                                                          CatalogAccess& catalog,
                                                          const Clock& clock);

}  // namespace tl::services

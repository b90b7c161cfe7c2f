// How the catalog's tables came to be: numbered steps, each run once. A released step never
// changes; a change is a new one, with a golden catalog of the version before it
// (tests/golden/catalog).

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "infra/catalog/database.h"

namespace tl::catalog {

/// The statements that make a catalog of the version before into one of this version. They run on
/// both databases.
struct Migration {
    std::vector<std::string> statements;
};

/// All there are; the first makes version 1.
[[nodiscard]] std::span<const Migration> allMigrations();

/// Brings the catalog to the newest version, in one transaction: as a whole or not at all.
/// **Errors:** Unsupported for a catalog of a newer version; Corrupted for a database that is
/// something else's; as Database.
void migrate(Database& database, std::span<const Migration> migrations);

/// 0 for an empty database. **Errors:** as migrate().
[[nodiscard]] std::int64_t versionOf(Database& database);

}  // namespace tl::catalog

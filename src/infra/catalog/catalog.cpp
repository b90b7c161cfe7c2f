#include "infra/catalog/catalog.h"

#include "infra/catalog/migrations.h"
#include "infra/errors/error.h"

namespace tl::catalog {

namespace {

std::unique_ptr<Database> openMigrated(const CatalogPlace& place) {
    auto database = openDatabase(place);
    try {
        migrate(*database, allMigrations());
    } catch (Error& error) {
        if (error.describe().find(place.text()) == std::string::npos)
            error.add("catalog", place.text());
        throw;
    }
    return database;
}

}  // namespace

Catalog::Catalog(const CatalogPlace& place, const Clock& clock, Random& random)
    : place_{place},
      database_{openMigrated(place)},
      time_{*database_, clock},
      operations_{*database_, time_, random},
      repositoryHistory_{*database_, time_, random} {}

}  // namespace tl::catalog

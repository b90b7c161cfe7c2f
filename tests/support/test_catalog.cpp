#include "tests/support/test_catalog.h"

#include "infra/platform/environment.h"

namespace tl::catalog {

CatalogTest::CatalogTest() {
    const auto url = environmentVariable("TL_CATALOG_URL");
    place_ = parseCatalogPlace(url ? *url : folder_ / "catalog.db");
    if (!url) return;
    const auto database = openDatabase(place_);
    database->execute("DROP SCHEMA public CASCADE", {});
    database->execute("CREATE SCHEMA public", {});
}

bool CatalogTest::isOnPostgresql() {
    return environmentVariable("TL_CATALOG_URL").has_value();
}

std::unique_ptr<Catalog> CatalogTest::connect() {
    return std::make_unique<Catalog>(place_, clock_, random_);
}

Catalog& CatalogTest::catalog() {
    if (!catalog_) catalog_ = connect();
    return *catalog_;
}

}  // namespace tl::catalog

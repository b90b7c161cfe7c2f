// Catalogs for tests: in a file, or, where TL_CATALOG_URL names a database that may be emptied, in
// PostgreSQL. So the same tests run on both.

#pragma once

#include <memory>

#include <gtest/gtest.h>

#include "infra/catalog/catalog.h"
#include "infra/platform/temporary_directory.h"
#include "tests/support/counting_clock.h"

namespace tl::catalog {

/// An empty place for each test.
class CatalogTest : public testing::Test {
  protected:
    CatalogTest();

    [[nodiscard]] static bool isOnPostgresql();
    [[nodiscard]] const CatalogPlace& place() const { return place_; }
    /// A connection, as of a process of its own.
    [[nodiscard]] std::unique_ptr<Catalog> connect();
    /// One that stays open as long as the test, with the tables of the newest version.
    [[nodiscard]] Catalog& catalog();

    CountingClock clock_;
    SystemRandom random_;
    TemporaryDirectory folder_;

  private:
    CatalogPlace place_;
    std::unique_ptr<Catalog> catalog_;
};

}  // namespace tl::catalog

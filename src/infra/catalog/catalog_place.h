// Where the catalog is: a file, a PostgreSQL database, or, for tests, memory.

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tl::catalog {

struct CatalogPlace {
    /// Of SQLite: absolute; ":memory:" for one that goes with the process. Empty for PostgreSQL.
    std::string file{};
    /// Of PostgreSQL: libpq's keywords (host, port, user, dbname, sslmode, …).
    std::map<std::string, std::string> connection{};

    [[nodiscard]] bool isFile() const { return !file.empty(); }
    /// For messages; holds no secret.
    [[nodiscard]] std::string text() const;
    bool operator==(const CatalogPlace&) const = default;
};

/// Reads a path or a URL `postgresql://[user@]host[:port]/database[?keyword=value&…]`; empty stands
/// for the usual place of this user.
/// **Errors:** InvalidInput for a malformed URL, one with a password, an unknown keyword, a
/// relative path, and when there is no usual place because the user has no home.
[[nodiscard]] CatalogPlace parseCatalogPlace(std::string_view text);

/// ~/.local/share/timelocker/catalog.db; for root, /var/lib/timelocker/catalog.db.
/// **Errors:** InvalidInput for a user without a home.
[[nodiscard]] std::string usualCatalogFile();

}  // namespace tl::catalog

// A database as the catalog needs it: statements in, rows out. The same SQL runs on SQLite and
// PostgreSQL; where they differ, dialect() says which one it is.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "infra/catalog/catalog_place.h"

namespace tl::catalog {

/// A value in a row. No column of ours is ever NULL.
using Cell = std::variant<std::int64_t, std::string>;
using Row = std::vector<Cell>;
enum class CellType : std::uint8_t { Number, Text };

enum class Dialect : std::uint8_t { Sqlite, Postgresql };

/// **Errors:** all calls: Locked when others keep the database for over ten seconds; Corrupted for
/// a damaged file and for tables of another form than expected; AlreadyExists for a second row of
/// the same key; Unavailable, PermissionDenied, ResourceExhausted. After Unavailable, the next call
/// connects anew.
/// **Threads:** any; calls wait for each other, and for a transaction of another thread.
class Database {
  public:
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    [[nodiscard]] virtual Dialect dialect() const = 0;
    /// Runs one statement, in which each `?` stands for the next of `values`. Returns how many rows
    /// it changed.
    virtual std::uint64_t execute(const std::string& sql, const Row& values) = 0;
    /// As execute(), for a statement that gives rows; `columns` are the types of their cells.
    [[nodiscard]] virtual std::vector<Row> query(const std::string& sql,
                                                 const Row& values,
                                                 const std::vector<CellType>& columns) = 0;
    /// Runs `work` as a whole or, when it throws, not at all; no other transaction of this kind
    /// runs at the same time, in whatever process. Within another one, it is part of that.
    virtual void transaction(const std::function<void()>& work) = 0;
};

/// Connects, and for SQLite makes the file and its folder where they are missing. Looks at nothing
/// in it but whether it is a database.
[[nodiscard]] std::unique_ptr<Database> openDatabase(const CatalogPlace& place);

/// The cell's number or text. Of another type: a mistake of ours.
[[nodiscard]] std::int64_t numberIn(const Cell& cell);
[[nodiscard]] const std::string& textIn(const Cell& cell);

}  // namespace tl::catalog

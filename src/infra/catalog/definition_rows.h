// Rows of a table of definitions, whatever they define: the one place that reads and writes them.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "infra/catalog/database.h"
#include "infra/catalog/fields.h"

namespace tl::catalog {

/// Borrows the database. The first field of a definition is its name, and the table's key.
class DefinitionRows {
  public:
    /// `noun` is what messages call one.
    DefinitionRows(Database& database, std::string table, std::string noun)
        : database_{database},
          table_{std::move(table)},
          noun_{std::move(noun)} {}

    /// Fills `fields` with each row in turn, in the order of their names (bytes), and calls
    /// `visit`.
    void visitAll(const Fields& fields, const std::function<void()>& visit) const;
    /// Fills `fields` with the row of this name. False when there is none.
    bool read(const std::string& name, const Fields& fields) const;
    /// **Errors:** AlreadyExists; InvalidInput.
    void insert(const Fields& fields);
    /// Writes all of a row, its name too. **Errors:** NotFound, AlreadyExists, InvalidInput.
    void update(const std::string& name, const Fields& fields);
    /// **Errors:** NotFound.
    void remove(const std::string& name);
    /// **Errors:** NotFound, always.
    [[noreturn]] void failMissing(const std::string& name) const;

  private:
    [[noreturn]] void failTaken(const Fields& fields) const;

    Database& database_;
    std::string table_;
    std::string noun_;
};

}  // namespace tl::catalog

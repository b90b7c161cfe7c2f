// The definitions of one kind.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "infra/catalog/definition_rows.h"

namespace tl::catalog {

/// `Definition` is a value with a `name` and a fieldsOf().
/// **Errors:** all calls, as Database. **Threads:** any.
template <typename Definition>
class DefinitionTable {
  public:
    /// Borrows the database.
    DefinitionTable(Database& database, std::string table, std::string noun)
        : rows_{database, std::move(table), std::move(noun)} {}

    /// By name.
    [[nodiscard]] std::vector<Definition> list() const {
        std::vector<Definition> all;
        Definition one;
        rows_.visitAll(fieldsOf(one), [&] { all.push_back(one); });
        return all;
    }
    [[nodiscard]] std::optional<Definition> find(const std::string& name) const {
        Definition one;
        if (!rows_.read(name, fieldsOf(one))) return std::nullopt;
        return one;
    }
    /// **Errors:** NotFound.
    [[nodiscard]] Definition load(const std::string& name) const {
        auto found = find(name);
        if (!found) rows_.failMissing(name);
        return std::move(*found);
    }
    /// **Errors:** AlreadyExists; InvalidInput for a bad name and for text that is no UTF-8.
    void add(Definition definition) { rows_.insert(fieldsOf(definition)); }
    /// Puts `definition` in place of the one named `name`, also under another name.
    /// **Errors:** NotFound, and as add().
    void replace(const std::string& name, Definition definition) {
        rows_.update(name, fieldsOf(definition));
    }
    /// **Errors:** NotFound.
    void remove(const std::string& name) { rows_.remove(name); }

  private:
    DefinitionRows rows_;
};

}  // namespace tl::catalog

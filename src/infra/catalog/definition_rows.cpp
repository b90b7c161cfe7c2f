#include "infra/catalog/definition_rows.h"

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::catalog {

namespace {

Cell toCell(const FieldValue& value) {
    struct Visitor {
        Cell operator()(const std::string* text) const { return *text; }
        Cell operator()(const bool* flag) const { return std::int64_t{*flag ? 1 : 0}; }
        Cell operator()(const std::int64_t* number) const { return *number; }
        Cell operator()(const Texts* texts) const { return toColumn(*texts); }
        Cell operator()(const TextMap* texts) const { return toColumn(*texts); }
    };
    return std::visit(Visitor{}, value);
}

void fromCell(const FieldValue& value, const Cell& cell) {
    struct Visitor {
        const Cell& cell;
        void operator()(std::string* text) const { *text = textIn(cell); }
        void operator()(bool* flag) const { *flag = numberIn(cell) != 0; }
        void operator()(std::int64_t* number) const { *number = numberIn(cell); }
        void operator()(Texts* texts) const { *texts = textsIn(textIn(cell)); }
        void operator()(TextMap* texts) const { *texts = textMapIn(textIn(cell)); }
    };
    std::visit(Visitor{cell}, value);
}

CellType typeOf(const FieldValue& value) {
    const bool isNumber =
        std::holds_alternative<bool*>(value) || std::holds_alternative<std::int64_t*>(value);
    return isNumber ? CellType::Number : CellType::Text;
}

/// "name, location", or with `behind` "name = ?, location = ?".
std::string columnList(const Fields& fields, const char* behind) {
    std::string list;
    for (const Field& field : fields)
        list += (list.empty() ? "" : ", ") + std::string{field.name} + behind;
    return list;
}

std::vector<CellType> typesOf(const Fields& fields) {
    std::vector<CellType> types;
    for (const Field& field : fields)
        types.push_back(typeOf(field.value));
    return types;
}

Row cellsOf(const Fields& fields) {
    requireText(fields);
    const std::string& name = *std::get<std::string*>(fields.front().value);
    requireName(name);
    Row row;
    for (const Field& field : fields)
        row.push_back(toCell(field.value));
    return row;
}

void fill(const Fields& fields, const Row& row) {
    for (std::size_t i = 0; i < fields.size(); ++i)
        fromCell(fields[i].value, row[i]);
}

}  // namespace

void DefinitionRows::visitAll(const Fields& fields, const std::function<void()>& visit) const {
    // PostgreSQL would sort as its own language does, SQLite by bytes.
    const char* const order = database_.dialect() == Dialect::Postgresql
                                  ? " ORDER BY name COLLATE \"C\""
                                  : " ORDER BY name";
    const auto rows = database_.query(
        "SELECT " + columnList(fields, "") + " FROM " + table_ + order, {}, typesOf(fields));
    for (const Row& row : rows) {
        fill(fields, row);
        visit();
    }
}

bool DefinitionRows::read(const std::string& name, const Fields& fields) const {
    if (!isName(name)) return false;
    const auto rows =
        database_.query("SELECT " + columnList(fields, "") + " FROM " + table_ + " WHERE name = ?",
                        {name}, typesOf(fields));
    if (rows.empty()) return false;
    fill(fields, rows.front());
    return true;
}

void DefinitionRows::insert(const Fields& fields) {
    std::string marks;
    for (std::size_t i = 0; i < fields.size(); ++i)
        marks += i == 0 ? "?" : ", ?";
    const Row cells = cellsOf(fields);
    try {
        database_.execute(
            "INSERT INTO " + table_ + " (" + columnList(fields, "") + ") VALUES (" + marks + ")",
            cells);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::AlreadyExists) failTaken(fields);
        throw;
    }
}

void DefinitionRows::update(const std::string& name, const Fields& fields) {
    Row cells = cellsOf(fields);
    cells.emplace_back(name);
    std::uint64_t changed = 0;
    try {
        changed = database_.execute(
            "UPDATE " + table_ + " SET " + columnList(fields, " = ?") + " WHERE name = ?", cells);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::AlreadyExists) failTaken(fields);
        throw;
    }
    if (changed == 0) failMissing(name);
}

void DefinitionRows::remove(const std::string& name) {
    if (!isName(name) ||
        database_.execute("DELETE FROM " + table_ + " WHERE name = ?", {name}) == 0)
        failMissing(name);
}

void DefinitionRows::failMissing(const std::string& name) const {
    throw Error{ErrorKind::NotFound, "there is no " + noun_ + " named " + tl::quoted(name)};
}

void DefinitionRows::failTaken(const Fields& fields) const {
    throw Error{ErrorKind::AlreadyExists,
                "there is a " + noun_ + " named " +
                    tl::quoted(*std::get<std::string*>(fields.front().value)) + " already",
                {{"hint", "choose another name, or change what is there"}}};
}

}  // namespace tl::catalog

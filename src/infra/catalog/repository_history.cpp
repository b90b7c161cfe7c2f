#include "infra/catalog/repository_history.h"

#include <algorithm>
#include <utility>

#include "infra/catalog/figures.h"
#include "infra/catalog/row_id.h"

namespace tl::catalog {

void RepositoryHistory::record(const StorageFigures& figures) {
    database_.execute(
        "INSERT INTO storage_figures (id, operation, repository, at, source, figures) VALUES (?, "
        "?, ?, ?, ?, ?)",
        {newRowId(random_), figures.operation, figures.repository, time_.now(), figures.source,
         toColumn(figures.figures)});
}

void RepositoryHistory::record(const CheckRecord& check) {
    database_.execute(
        "INSERT INTO checks (id, operation, repository, at, coverage, error_count, broken_packs) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        {newRowId(random_), check.operation, check.repository, time_.now(), check.coverage,
         check.errorCount, toColumn(check.brokenPacks)});
}

std::vector<Row> RepositoryHistory::rows(const std::string& table,
                                         const std::string& columns,
                                         const std::vector<CellType>& types,
                                         const RecordQuery& query) const {
    std::string sql = "SELECT " + columns + " FROM " + table + " WHERE at >= ?";
    Row values{query.from};
    const auto add = [&](const char* words, Cell value) {
        sql += words;
        values.push_back(std::move(value));
    };
    if (query.before != 0) add(" AND at < ?", query.before);
    if (!query.repository.empty()) add(" AND repository = ?", query.repository);
    sql += " ORDER BY at DESC, id";
    if (query.countMax != 0) add(" LIMIT ?", static_cast<std::int64_t>(query.countMax));
    std::vector<Row> found = database_.query(sql, values, types);
    std::ranges::reverse(found);
    return found;
}

std::vector<StorageFigures> RepositoryHistory::figures(const RecordQuery& query) const {
    std::vector<StorageFigures> found;
    for (const Row& row :
         rows("storage_figures", "operation, repository, at, source, figures",
              {CellType::Text, CellType::Text, CellType::Number, CellType::Text, CellType::Text},
              query))
        found.push_back({.operation = textIn(row[0]),
                         .repository = textIn(row[1]),
                         .at = numberIn(row[2]),
                         .source = textIn(row[3]),
                         .figures = figuresIn(textIn(row[4]))});
    return found;
}

std::vector<CheckRecord> RepositoryHistory::checks(const RecordQuery& query) const {
    std::vector<CheckRecord> found;
    for (const Row& row :
         rows("checks", "operation, repository, at, coverage, error_count, broken_packs",
              {CellType::Text, CellType::Text, CellType::Number, CellType::Text, CellType::Number,
               CellType::Text},
              query))
        found.push_back({.operation = textIn(row[0]),
                         .repository = textIn(row[1]),
                         .at = numberIn(row[2]),
                         .coverage = textIn(row[3]),
                         .errorCount = numberIn(row[4]),
                         .brokenPacks = textsIn(textIn(row[5]))});
    return found;
}

std::vector<StorageFigures> RepositoryHistory::figuresOf(const std::string& repository,
                                                         std::size_t countMax) const {
    return figures({.repository = repository, .countMax = countMax});
}

std::vector<CheckRecord> RepositoryHistory::checksOf(const std::string& repository,
                                                     std::size_t countMax) const {
    return checks({.repository = repository, .countMax = countMax});
}

void RepositoryHistory::rename(const std::string& from, const std::string& to) {
    database_.transaction([&] {
        for (const char* table : {"storage_figures", "checks", "operations"})
            database_.execute(
                std::string{"UPDATE "} + table + " SET repository = ? WHERE repository = ?",
                {to, from});
    });
}

}  // namespace tl::catalog

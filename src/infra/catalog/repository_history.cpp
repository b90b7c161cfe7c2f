#include "infra/catalog/repository_history.h"

#include <algorithm>

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

std::vector<StorageFigures> RepositoryHistory::figuresOf(const std::string& repository,
                                                         std::size_t countMax) const {
    std::vector<StorageFigures> found;
    for (const Row& row : database_.query(
             "SELECT operation, repository, at, source, figures FROM storage_figures WHERE "
             "repository = ? ORDER BY at DESC, id LIMIT ?",
             {repository, static_cast<std::int64_t>(countMax)},
             {CellType::Text, CellType::Text, CellType::Number, CellType::Text, CellType::Text}))
        found.push_back({.operation = textIn(row[0]),
                         .repository = textIn(row[1]),
                         .at = numberIn(row[2]),
                         .source = textIn(row[3]),
                         .figures = figuresIn(textIn(row[4]))});
    std::ranges::reverse(found);
    return found;
}

std::vector<CheckRecord> RepositoryHistory::checksOf(const std::string& repository,
                                                     std::size_t countMax) const {
    std::vector<CheckRecord> found;
    for (const Row& row : database_.query(
             "SELECT operation, repository, at, coverage, error_count, broken_packs FROM checks "
             "WHERE repository = ? ORDER BY at DESC, id LIMIT ?",
             {repository, static_cast<std::int64_t>(countMax)},
             {CellType::Text, CellType::Text, CellType::Number, CellType::Text, CellType::Number,
              CellType::Text}))
        found.push_back({.operation = textIn(row[0]),
                         .repository = textIn(row[1]),
                         .at = numberIn(row[2]),
                         .coverage = textIn(row[3]),
                         .errorCount = numberIn(row[4]),
                         .brokenPacks = textsIn(textIn(row[5]))});
    std::ranges::reverse(found);
    return found;
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

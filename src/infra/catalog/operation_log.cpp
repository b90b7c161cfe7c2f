#include "infra/catalog/operation_log.h"

#include "infra/errors/printable.h"

namespace tl::catalog {

void OperationLog::append(const std::string& operation,
                          const std::string& level,
                          const std::string& text) {
    constexpr std::size_t kLineMax = 4096;
    database_.transaction([&] {
        const auto rows = database_.query("SELECT count(*) FROM operation_log WHERE operation = ?",
                                          {operation}, {CellType::Number});
        const std::int64_t count = numberIn(rows[0][0]);
        if (count > static_cast<std::int64_t>(kLinesMax)) return;
        const bool isLast = count == static_cast<std::int64_t>(kLinesMax);
        database_.execute(
            "INSERT INTO operation_log (operation, number, at, level, line) VALUES (?, ?, ?, ?, ?)",
            {operation, count + 1, time_.now(), isLast ? "warning" : level,
             isLast ? "there are more lines than the catalog keeps"
                    : withoutControls(text.substr(0, kLineMax))});
    });
}

std::vector<LogLine> OperationLog::lines(const std::string& operation) const {
    std::vector<LogLine> found;
    for (const Row& row : database_.query(
             "SELECT at, level, line FROM operation_log WHERE operation = ? ORDER BY number",
             {operation}, {CellType::Number, CellType::Text, CellType::Text}))
        found.push_back({.at = numberIn(row[0]), .level = textIn(row[1]), .text = textIn(row[2])});
    return found;
}

}  // namespace tl::catalog

// What an operation had to say, line by line.

#pragma once

#include <string>
#include <vector>

#include "infra/catalog/catalog_time.h"
#include "infra/catalog/database.h"

namespace tl::catalog {

struct LogLine {
    Microseconds at = 0;
    std::string level{};  ///< "info", "warning" or "error".
    std::string text{};
    bool operator==(const LogLine&) const = default;
};

/// **Errors:** as Database. **Threads:** any.
class OperationLog {
  public:
    /// How many lines an operation may have: a disk full of unreadable files is not to fill the
    /// catalog's, too.
    static constexpr std::size_t kLinesMax = 1000;

    /// Borrows all.
    OperationLog(Database& database, const CatalogTime& time) : database_{database}, time_{time} {}

    /// What is no UTF-8 is escaped. Beyond kLinesMax lines nothing is kept, but that it was so.
    void append(const std::string& operation, const std::string& level, const std::string& text);
    [[nodiscard]] std::vector<LogLine> lines(const std::string& operation) const;

  private:
    Database& database_;
    const CatalogTime& time_;
};

}  // namespace tl::catalog

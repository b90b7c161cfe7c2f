// What was found out about repositories over time: how large they were, how sound.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "infra/catalog/catalog_time.h"
#include "infra/catalog/database.h"
#include "infra/catalog/fields.h"
#include "infra/catalog/operation.h"
#include "infra/platform/random.h"

namespace tl::catalog {

struct StorageFigures {
    std::string operation{};  ///< That they come from; may be empty.
    std::string repository{};
    Microseconds at = 0;   ///< Set when recorded.
    std::string source{};  ///< "backup", "prune", "check" or "stats": what figures there are.
    Figures figures{};
    bool operator==(const StorageFigures&) const = default;
};

struct CheckRecord {
    std::string operation{};
    std::string repository{};
    Microseconds at = 0;     ///< Set when recorded.
    std::string coverage{};  ///< What was read: "structure", "data", "part of the data".
    std::int64_t errorCount = 0;
    Texts brokenPacks{};
    bool operator==(const CheckRecord&) const = default;
};

/// What is empty or 0 lets all pass.
struct RecordQuery {
    std::string repository{};
    Microseconds from = 0;     ///< From then on…
    Microseconds before = 0;   ///< …and until just before then.
    std::size_t countMax = 0;  ///< The newest so many.
};

/// **Errors:** as Database. **Threads:** any.
class RepositoryHistory {
  public:
    /// Borrows all.
    RepositoryHistory(Database& database, const CatalogTime& time, Random& random)
        : database_{database},
          time_{time},
          random_{random} {}

    void record(const StorageFigures& figures);
    void record(const CheckRecord& check);
    /// Oldest first.
    [[nodiscard]] std::vector<StorageFigures> figures(const RecordQuery& query) const;
    [[nodiscard]] std::vector<CheckRecord> checks(const RecordQuery& query) const;
    /// The newest `countMax`, oldest first.
    [[nodiscard]] std::vector<StorageFigures> figuresOf(const std::string& repository,
                                                        std::size_t countMax) const;
    [[nodiscard]] std::vector<CheckRecord> checksOf(const std::string& repository,
                                                    std::size_t countMax) const;
    /// Gives all that is known of a repository to its new name.
    void rename(const std::string& from, const std::string& to);

  private:
    /// The rows of `table` that `query` asks for, oldest first.
    [[nodiscard]] std::vector<Row> rows(const std::string& table,
                                        const std::string& columns,
                                        const std::vector<CellType>& types,
                                        const RecordQuery& query) const;

    Database& database_;
    const CatalogTime& time_;
    Random& random_;
};

}  // namespace tl::catalog

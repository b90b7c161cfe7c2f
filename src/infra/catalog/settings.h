// Single values of the catalog, by name.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "infra/catalog/database.h"

namespace tl::catalog {

/// The repository that is meant when none is named.
inline constexpr const char* kDefaultRepository = "default_repository";
/// In which regions of clouds repositories may be that have no rule of their own.
inline constexpr const char* kRegionRule = "region_rule";

/// **Errors:** as Database. **Threads:** any.
class Settings {
  public:
    /// Borrows the database.
    explicit Settings(Database& database) : database_{database} {}

    /// Empty when nobody has set it.
    [[nodiscard]] std::string value(const std::string& name) const;
    /// Names and values of all whose names begin so, by name.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> beginningWith(
        const std::string& prefix) const;
    /// Empty takes it away. **Errors:** InvalidInput for text that is no UTF-8.
    void set(const std::string& name, const std::string& value);

  private:
    Database& database_;
};

}  // namespace tl::catalog

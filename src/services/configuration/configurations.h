// The definitions as one TOML file: so that the set-up of a machine, or of a fleet, can live under
// version control, and be brought to another one (blueprint D6).

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "services/catalog_access.h"
#include "services/repository/named_repositories.h"

namespace tl::services {

enum class ConfigurationStep : std::uint8_t { Add, Change, Remove };

/// One thing that applying a file does.
struct ConfigurationChange {
    ConfigurationStep step = ConfigurationStep::Add;
    std::string kind{};  ///< "repository", "target", …, "setting".
    std::string name{};
    std::vector<std::string> fields{};  ///< Of Change: those that differ.
    bool operator==(const ConfigurationChange&) const = default;
};

/// What happens to definitions that the file does not name.
enum class Unnamed : std::uint8_t { Keep, Remove };

enum class Execution : std::uint8_t { PlanOnly, Apply };

struct ConfigurationRequest {
    std::string text{};  ///< The TOML.
    Unnamed unnamed = Unnamed::Keep;
    Execution execution = Execution::PlanOnly;
};

/// **Errors:** all calls, as CatalogAccess.
class Configurations {
  public:
    Configurations() = default;
    Configurations(const Configurations&) = delete;
    Configurations& operator=(const Configurations&) = delete;
    virtual ~Configurations() = default;

    /// All definitions but users and tokens, which are no configuration; no secrets, as the catalog
    /// has none. Applying it anywhere gives the same definitions.
    [[nodiscard]] virtual std::string exportAll() = 0;
    /// What the file changes; done as a whole or not at all. Applying a file again changes nothing.
    /// **Errors:** InvalidInput, naming the place in the file, for what is wrong with it, and for
    /// definitions that name others which are not there.
    virtual std::vector<ConfigurationChange> apply(const ConfigurationRequest& request) = 0;
    /// Looks at the file alone, without any catalog. **Errors:** InvalidInput.
    virtual void validate(const std::string& text) = 0;
};

/// What is borrowed must outlive the object.
[[nodiscard]] std::unique_ptr<Configurations> makeConfigurations(CatalogAccess& catalog,
                                                                 RepositoryRules rules);

}  // namespace tl::services

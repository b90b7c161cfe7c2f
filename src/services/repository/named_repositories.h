// Repositories that have a name in the catalog: where they are and how to get in, and how they
// grew (requirements RM-1, RM-2).

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/catalog/repository_definition.h"
#include "infra/catalog/repository_history.h"
#include "services/catalog_access.h"
#include "services/repository/region_rules.h"
#include "services/repository/repository_access.h"

namespace tl::services {

using catalog::CheckRecord;
using catalog::RepositoryDefinition;
using catalog::StorageFigures;

struct NamedRepository {
    RepositoryDefinition definition;
    bool isDefault = false;
};

struct RepositoryRecord {
    std::vector<StorageFigures> figures;  ///< Oldest first.
    std::vector<CheckRecord> checks;      ///< Oldest first.
};

/// What the service asks others.
struct RepositoryRules {
    /// The location as it is to be kept: absolute, if it is a path.
    /// **Errors:** InvalidInput, Unsupported for one of no known storage.
    std::function<std::string(const std::string& location)> settleLocation;
    /// Whether the option (`-o key=value`) is a secret, which the catalog may not hold.
    std::function<bool(const std::string& key)> isSecretOption;
    /// Empty: no location tells a region.
    PlaceReader placeOf{};
};

/// **Errors:** all calls, as CatalogAccess. **Threads:** any.
class NamedRepositories {
  public:
    NamedRepositories() = default;
    NamedRepositories(const NamedRepositories&) = delete;
    NamedRepositories& operator=(const NamedRepositories&) = delete;
    virtual ~NamedRepositories() = default;

    /// By name. None where there is no catalog.
    [[nodiscard]] virtual std::vector<NamedRepository> list() = 0;
    [[nodiscard]] virtual std::optional<RepositoryDefinition> find(const std::string& name) = 0;
    /// **Errors:** NotFound.
    [[nodiscard]] virtual NamedRepository load(const std::string& name) = 0;
    /// The one that is meant where none is named.
    [[nodiscard]] virtual std::optional<RepositoryDefinition> findDefault() = 0;

    /// **Errors:** AlreadyExists; InvalidInput for a bad name, a bad location, and for secrets;
    /// PermissionDenied for a place that the rule of regions does not allow.
    virtual void add(const RepositoryDefinition& definition) = 0;
    /// Lets `change` change the definition, its name too, which all who name it follow.
    /// **Errors:** NotFound, and as add().
    virtual void edit(const std::string& name,
                      const std::function<void(RepositoryDefinition& definition)>& change) = 0;
    /// Forgets the definition; the repository itself stays, and so does its history.
    /// **Errors:** NotFound; InvalidInput when something names it.
    virtual void remove(const std::string& name) = 0;
    /// Empty: none is. **Errors:** NotFound.
    virtual void setDefault(const std::string& name) = 0;

    /// What is known of it, the newest `countMax` of each. **Errors:** NotFound.
    [[nodiscard]] virtual RepositoryRecord record(const std::string& name,
                                                  std::size_t countMax) = 0;
    /// Remembers how large it is now. **Errors:** NotFound.
    virtual void note(const StorageFigures& figures) = 0;
};

/// `catalog` must outlive the object.
[[nodiscard]] std::unique_ptr<NamedRepositories> makeNamedRepositories(CatalogAccess& catalog,
                                                                       RepositoryRules rules);

/// The definition as it is to be kept. **Errors:** InvalidInput for a bad location, an unknown kind
/// of password, and secrets; as RepositoryRules.
[[nodiscard]] RepositoryDefinition settled(RepositoryDefinition definition,
                                           const RepositoryRules& rules);

/// Fills in what the definition says of the place and the way in, where `access` does not say it
/// already: options that are given one by one win.
/// **Errors:** Corrupted for a definition of a kind of password that nobody knows.
void applyDefinition(const RepositoryDefinition& definition, RepositoryAccess& access);

}  // namespace tl::services

// Which rule of regions a repository is under, and whether it keeps to it (requirement RM-3): one
// rule for all that has no rule of its own.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/catalog/repository_definition.h"
#include "services/catalog_access.h"
#include "services/repository/region_rule.h"
#include "services/repository/repository_access.h"

namespace tl::services {

/// What a location and its options tell of where the repository is.
struct PlaceByLocation {
    enum class Kind : std::uint8_t {
        Local,  ///< A folder here, which no rule is about.
        Told,   ///< In `region`.
        Later,  ///< The storage tells when it is asked.
        Never,  ///< Nobody will tell.
    };
    Kind kind = Kind::Never;
    std::optional<CloudRegion> region{};
};

/// **Errors:** as the locations of backends have them.
using PlaceReader =
    std::function<PlaceByLocation(const std::string& location, const catalog::TextMap& options)>;

/// A named repository under its rule.
struct RepositoryRegion {
    std::string repository{};
    RegionRule rule{};
    bool isOwnRule = false;  ///< Its own, not that of all.
    PlaceByLocation place{};
    bool isAllowed = true;  ///< As far as its location tells.
};

/// **Errors:** all calls, as CatalogAccess. **Threads:** any.
class RegionRules {
  public:
    RegionRules() = default;
    RegionRules(const RegionRules&) = delete;
    RegionRules& operator=(const RegionRules&) = delete;
    virtual ~RegionRules() = default;

    /// The rule for all; of no regions when there is none.
    [[nodiscard]] virtual RegionRule load() = 0;
    /// One of no regions takes it away. What breaks it already is for review() to tell.
    virtual void set(const RegionRule& rule) = 0;
    /// All named repositories, by name, as their locations tell. Nothing is asked over a network.
    [[nodiscard]] virtual std::vector<RepositoryRegion> review() = 0;
};

/// `catalog` must outlive the object.
[[nodiscard]] std::unique_ptr<RegionRules> makeRegionRules(CatalogAccess& catalog,
                                                           PlaceReader placeOf);

/// The rule for `access`: that of the repository that it names, by name or by the same location,
/// or else that of all. **Errors:** as CatalogAccess; Corrupted for a rule that nobody can read.
[[nodiscard]] RegionRule regionRuleFor(CatalogAccess& catalog, const RepositoryAccess& access);

/// A definition under the rules of the catalog.
[[nodiscard]] RepositoryRegion regionOf(const catalog::RepositoryDefinition& definition,
                                        catalog::Catalog& catalog,
                                        const PlaceReader& placeOf);

/// "the repository photos is in eu-west-2 of amazon, in the country gb, which the rule of regions
/// (eea) does not allow", and what to do.
[[nodiscard]] std::string breachText(const std::string& repository,
                                     const RegionRule& rule,
                                     const std::optional<CloudRegion>& region);

/// Called before `access` is used. **Errors:** PermissionDenied where the rule does not allow the
/// region and wants an end; where it wants a warning, `access.connection.tell` gets it.
void requireRegion(const RegionRule& rule,
                   const RepositoryAccess& access,
                   const std::optional<CloudRegion>& region);

}  // namespace tl::services

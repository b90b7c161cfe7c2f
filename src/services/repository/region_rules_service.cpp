#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/repository/region_rules.h"
#include "services/repository/shown_location.h"

namespace tl::services {

namespace {

using catalog::RepositoryDefinition;
using Kind = PlaceByLocation::Kind;

/// A rule that the catalog holds, which was read once before it was put there.
RegionRule stored(const std::string& text) {
    try {
        return parseRegionRule(text);
    } catch (const Error& error) {
        throw Error{ErrorKind::Corrupted, std::string{"the catalog holds a rule of regions that "
                                                      "cannot be read: "} +
                                              error.what()};
    }
}

class RegionRulesService final : public RegionRules {
  public:
    RegionRulesService(CatalogAccess& catalog, PlaceReader placeOf)
        : catalog_{catalog},
          placeOf_{std::move(placeOf)} {}

    [[nodiscard]] RegionRule load() override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        return catalog == nullptr ? RegionRule{}
                                  : stored(catalog->settings().value(catalog::kRegionRule));
    }

    void set(const RegionRule& rule) override {
        catalog_.open().settings().set(catalog::kRegionRule, textOf(rule));
    }

    [[nodiscard]] std::vector<RepositoryRegion> review() override {
        std::vector<RepositoryRegion> all;
        catalog::Catalog* const catalog = catalog_.tryOpen();
        if (catalog == nullptr) return all;
        for (const RepositoryDefinition& definition : catalog->repositories().list())
            all.push_back(regionOf(definition, *catalog, patientReader()));
        return all;
    }

  private:
    /// What is wrong with a location or an option is told when it is used, and hides no other one.
    [[nodiscard]] PlaceReader patientReader() const {
        if (!placeOf_) return {};
        return [this](const std::string& location, const catalog::TextMap& options) {
            try {
                return placeOf_(location, options);
            } catch (const Error&) {
                return PlaceByLocation{.kind = Kind::Later};
            }
        };
    }

    CatalogAccess& catalog_;
    const PlaceReader placeOf_;
};

}  // namespace

std::unique_ptr<RegionRules> makeRegionRules(CatalogAccess& catalog, PlaceReader placeOf) {
    return std::make_unique<RegionRulesService>(catalog, std::move(placeOf));
}

RegionRule regionRuleFor(CatalogAccess& catalogAccess, const RepositoryAccess& access) {
    catalog::Catalog* const catalog = catalogAccess.tryOpen();
    if (catalog == nullptr) return {};
    for (const RepositoryDefinition& definition : catalog->repositories().list()) {
        const bool isMeant = access.name.empty() ? definition.location == access.location
                                                 : definition.name == access.name;
        if (isMeant && !definition.regionRule.empty()) return stored(definition.regionRule);
    }
    return stored(catalog->settings().value(catalog::kRegionRule));
}

RepositoryRegion regionOf(const RepositoryDefinition& definition,
                          catalog::Catalog& catalog,
                          const PlaceReader& placeOf) {
    RepositoryRegion region{.repository = definition.name,
                            .isOwnRule = !definition.regionRule.empty()};
    region.rule = stored(region.isOwnRule ? definition.regionRule
                                          : catalog.settings().value(catalog::kRegionRule));
    if (placeOf) region.place = placeOf(definition.location, definition.options);
    const bool isKnown = region.place.kind == Kind::Told || region.place.kind == Kind::Never;
    region.isAllowed = !placeOf || !isKnown || allows(region.rule, region.place.region);
    return region;
}

std::string breachText(const std::string& repository,
                       const RegionRule& rule,
                       const std::optional<CloudRegion>& region) {
    return "the repository " + repository + " is in " + describe(region) +
           ", which the rule of regions (" + textOf(rule) + ") does not allow";
}

void requireRegion(const RegionRule& rule,
                   const RepositoryAccess& access,
                   const std::optional<CloudRegion>& region) {
    if (allows(rule, region)) return;
    const std::string name = access.name.empty() ? shownLocation(access.location) : access.name;
    const std::string text = breachText(name, rule, region);
    if (rule.breach == RegionBreach::Abort)
        throw Error{
            ErrorKind::PermissionDenied,
            text,
            {{"hint",
              "keep it elsewhere, or change the rule: `tl region show` tells it, --region-rule of "
              "`tl repo add` and `edit` makes another for one repository"}}};
    if (access.connection.tell) access.connection.tell("warning: " + text);
}

}  // namespace tl::services

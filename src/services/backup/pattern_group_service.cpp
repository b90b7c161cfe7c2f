#include <algorithm>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/backup/shipped_pattern_groups.h"
#include "services/backup/target_rules.h"
#include "services/backup/targets.h"
#include "services/catalog_references.h"

namespace tl::services {

namespace {

const PatternGroup* findShipped(const std::string& name) {
    const auto shipped = shippedPatternGroups();
    const auto found =
        std::ranges::find_if(shipped, [&](const auto& group) { return group.name == name; });
    return found == shipped.end() ? nullptr : &*found;
}

class PatternGroupService final : public PatternGroups {
  public:
    explicit PatternGroupService(CatalogAccess& catalog) : catalog_{catalog} {}

    [[nodiscard]] std::vector<FoundPatternGroup> list() override {
        std::vector<FoundPatternGroup> all;
        for (const PatternGroup& group : shippedPatternGroups())
            all.push_back({.group = group, .isShipped = true});
        if (catalog::Catalog* const catalog = catalog_.tryOpen())
            for (PatternGroup& group : catalog->patternGroups().list())
                all.push_back({.group = std::move(group)});
        return all;
    }

    [[nodiscard]] FoundPatternGroup load(const std::string& name) override {
        if (const PatternGroup* const shipped = findShipped(name))
            return {.group = *shipped, .isShipped = true};
        catalog::Catalog* const catalog = catalog_.tryOpen();
        auto found = catalog == nullptr ? std::nullopt : catalog->patternGroups().find(name);
        if (!found)
            throw Error{ErrorKind::NotFound, "there is no pattern group named " + tl::quoted(name) +
                                                 "; `tl pattern list` shows those that there are"};
        return {.group = std::move(*found)};
    }

    void add(const PatternGroup& group) override {
        requireSound(group);
        catalog_.open().patternGroups().add(group);
    }

    void edit(const std::string& name,
              const std::function<void(PatternGroup& group)>& change) override {
        requireOwn(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            PatternGroup group = catalog.patternGroups().load(name);
            change(group);
            requireSound(group);
            catalog.patternGroups().replace(name, group);
            if (group.name != name) renamePatternGroupEverywhere(catalog, name, group.name);
        });
    }

    void remove(const std::string& name) override {
        requireOwn(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            requireUnused("the pattern group " + tl::quoted(name),
                          usersOfPatternGroup(catalog, name));
            catalog.patternGroups().remove(name);
        });
    }

  private:
    void requireOwn(const std::string& name) {
        if (load(name).isShipped)
            throw Error{ErrorKind::InvalidInput,
                        "the pattern group " + tl::quoted(name) +
                            " comes with TimeLocker and cannot be changed: make one of your own"};
    }

    CatalogAccess& catalog_;
};

}  // namespace

std::unique_ptr<PatternGroups> makePatternGroups(CatalogAccess& catalog) {
    return std::make_unique<PatternGroupService>(catalog);
}

}  // namespace tl::services

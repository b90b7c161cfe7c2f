#include <utility>

#include "infra/errors/error.h"
#include "services/backup/target_rules.h"
#include "services/configuration/configuration_text.h"
#include "services/configuration/configurations.h"
#include "services/configuration/definition_set.h"
#include "services/monitoring/notices/channel_rules.h"
#include "services/policy/retention_plan.h"
#include "services/policy/schedule_rules.h"

namespace tl::services {

namespace {

/// Adds to an error which definition it is about.
template <typename Check>
void named(const char* noun, const std::string& name, const Check& check) {
    try {
        check();
    } catch (Error& error) {
        error.add(noun, name);
        throw;
    }
}

class ConfigurationService final : public Configurations {
  public:
    ConfigurationService(CatalogAccess& catalog, RepositoryRules rules)
        : catalog_{catalog},
          rules_{std::move(rules)} {}

    [[nodiscard]] std::string exportAll() override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        return toConfigurationText(catalog == nullptr ? DefinitionSet{}
                                                      : loadDefinitions(*catalog));
    }

    std::vector<ConfigurationChange> apply(const ConfigurationRequest& request) override {
        const DefinitionSet wanted = parseSound(request.text);
        if (request.execution == Execution::PlanOnly) {
            catalog::Catalog* const catalog = catalog_.tryOpen();
            const DefinitionSet before =
                catalog == nullptr ? DefinitionSet{} : loadDefinitions(*catalog);
            return plan(before, wanted, request.unnamed).changes;
        }
        std::vector<ConfigurationChange> changes;
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            const DefinitionSet before = loadDefinitions(catalog);
            Plan planned = plan(before, wanted, request.unnamed);
            storeDifferences(before, planned.after, catalog);
            changes = std::move(planned.changes);
        });
        return changes;
    }

    void validate(const std::string& text) override { (void)parseSound(text); }

  private:
    struct Plan {
        DefinitionSet after{};
        std::vector<ConfigurationChange> changes{};
    };

    static Plan plan(const DefinitionSet& before, const DefinitionSet& wanted, Unnamed unnamed) {
        Plan planned{.after = merged(before, wanted, unnamed)};
        requireConsistent(planned.after);
        planned.changes = differences(before, planned.after);
        return planned;
    }

    [[nodiscard]] DefinitionSet parseSound(const std::string& text) const {
        DefinitionSet set = parseConfigurationText(text);
        // No structured bindings: clang 14 cannot capture them.
        for (auto& one : set.repositories)
            named("repository", one.first, [&] { one.second = settled(one.second, rules_); });
        set.regionRule = textOf(parseRegionRule(set.regionRule));
        for (const auto& one : set.patternGroups)
            named("pattern_group", one.first, [&] { requireSound(one.second); });
        for (const auto& one : set.targets)
            named("target", one.first, [&] { requireSound(one.second); });
        for (const auto& one : set.retentionPolicies)
            named("retention_policy", one.first, [&] { (void)parseRetention(one.second); });
        for (const auto& one : set.schedules)
            named("schedule", one.first, [&] { (void)parseSchedule(one.second); });
        for (const auto& one : set.channels)
            named("notification_channel", one.first, [&] { requireSound(one.second); });
        return set;
    }

    CatalogAccess& catalog_;
    const RepositoryRules rules_;
};

}  // namespace

std::unique_ptr<Configurations> makeConfigurations(CatalogAccess& catalog, RepositoryRules rules) {
    return std::make_unique<ConfigurationService>(catalog, std::move(rules));
}

}  // namespace tl::services

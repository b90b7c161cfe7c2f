#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/policy/retention_policies.h"

namespace tl::services {

namespace {

class RetentionPolicyService final : public RetentionPolicies {
  public:
    RetentionPolicyService(CatalogAccess& catalog, Forgets& forgets)
        : catalog_{catalog},
          forgets_{forgets} {}

    [[nodiscard]] std::vector<RetentionDefinition> list() override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        return catalog == nullptr ? std::vector<RetentionDefinition>{}
                                  : catalog->retentionPolicies().list();
    }

    [[nodiscard]] RetentionDefinition load(const std::string& name) override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        auto found = catalog == nullptr ? std::nullopt : catalog->retentionPolicies().find(name);
        if (!found)
            throw Error{ErrorKind::NotFound, "there is no retention policy named " +
                                                 tl::quoted(name) +
                                                 "; `tl policy list` shows those that there are"};
        return std::move(*found);
    }

    void add(const RetentionDefinition& policy) override {
        (void)parseRetention(policy);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            requireReferences(policy, catalog);
            requireAlone(policy, policy.name, catalog);
            catalog.retentionPolicies().add(policy);
        });
    }

    void edit(const std::string& name,
              const std::function<void(RetentionDefinition& policy)>& change) override {
        (void)load(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            RetentionDefinition policy = catalog.retentionPolicies().load(name);
            change(policy);
            (void)parseRetention(policy);
            requireReferences(policy, catalog);
            requireAlone(policy, name, catalog);
            catalog.retentionPolicies().replace(name, policy);
        });
    }

    void remove(const std::string& name) override {
        (void)load(name);
        catalog_.open().retentionPolicies().remove(name);
    }

    RetentionReport apply(const RetentionRequest& request,
                          ForgetObserver& observer,
                          const std::stop_token& stop) override {
        catalog::Catalog& catalog = catalog_.open();
        const RetentionSetting setting{.policies = catalog.retentionPolicies().list(),
                                       .targets = catalog.targets().list(),
                                       .repository = request.repository.name,
                                       .isRemovingAllAllowed = request.isRemovingAllAllowed};
        RetentionReport report;
        const ForgetRequest forget{.repository = request.repository,
                                   .plan =
                                       [&](const std::vector<StoredSnapshot>& snapshots,
                                           const engine::RetentionMoment& moment) {
                                           report.plan = planRetention(snapshots, setting, moment);
                                           return report.plan.forget;
                                       },
                                   .isDryRun = request.isDryRun,
                                   .prune = request.prune};
        report.forget = forgets_.forget(forget, observer, stop);
        return report;
    }

  private:
    static void requireReferences(const RetentionDefinition& policy, catalog::Catalog& catalog) {
        const bool isMissing = (policy.scope == nameOf(RetentionScope::Repository) &&
                                !catalog.repositories().find(policy.subject)) ||
                               (policy.scope == nameOf(RetentionScope::Target) &&
                                !catalog.targets().find(policy.subject));
        if (isMissing)
            throw Error{ErrorKind::InvalidInput,
                        "there is no " + policy.scope + " named " + tl::quoted(policy.subject)};
    }

    /// Two policies for the same would leave open which one is meant.
    static void requireAlone(const RetentionDefinition& policy,
                             const std::string& name,
                             catalog::Catalog& catalog) {
        for (const RetentionDefinition& other : catalog.retentionPolicies().list())
            if (other.name != name && other.scope == policy.scope &&
                other.subject == policy.subject)
                throw Error{ErrorKind::InvalidInput,
                            "the policy " + tl::quoted(other.name) +
                                " is for the same already: change that one"};
    }

    CatalogAccess& catalog_;
    Forgets& forgets_;
};

}  // namespace

std::unique_ptr<RetentionPolicies> makeRetentionPolicies(CatalogAccess& catalog, Forgets& forgets) {
    return std::make_unique<RetentionPolicyService>(catalog, forgets);
}

}  // namespace tl::services

#include "services/audit/audited_catalog.h"

#include <utility>

#include "services/audit/audited.h"
#include "services/audit/audited_event.h"
#include "services/definition_fields.h"

namespace tl::services {

namespace {

AuditEvent eventOn(const std::string& noun, const char* verb, const std::string& name) {
    return {.action = noun + "." + verb, .object = name};
}

/// "paths, tags".
template <typename Definition>
std::string changedFields(Definition before, Definition after) {
    std::string text;
    for (const std::string& name : catalog::differingFields(fieldsOf(before), fieldsOf(after)))
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// What all services of definitions have: adding, changing and removing under names.
template <typename Service, typename Definition>
class AuditedDefinitions : public Service {
  public:
    AuditedDefinitions(std::unique_ptr<Service> inner, std::string noun, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail},
          noun_{std::move(noun)} {}

    void add(const Definition& definition) override {
        audited(trail_, eventOn(noun_, "add", definition.name), [&] { inner_->add(definition); });
    }

    void edit(const std::string& name,
              const std::function<void(Definition& definition)>& change) override {
        AuditEvent event = eventOn(noun_, "edit", name);
        std::string changed;
        const auto changeAndTell = [&](Definition& definition) {
            const Definition before = definition;
            change(definition);
            changed = changedFields(before, definition);
        };
        const auto work = [&] {
            inner_->edit(name, changeAndTell);
            return changed;
        };
        (void)audited(trail_, std::move(event), work,
                      [](const std::string& what, AuditEvent& done) {
                          services::add(done, "changed", what);
                      });
    }

    void remove(const std::string& name) override {
        audited(trail_, eventOn(noun_, "remove", name), [&] { inner_->remove(name); });
    }

  protected:
    [[nodiscard]] Service& inner() const noexcept { return *inner_; }
    [[nodiscard]] AuditTrail& trail() const noexcept { return trail_; }

  private:
    const std::unique_ptr<Service> inner_;
    AuditTrail& trail_;
    const std::string noun_;
};

class AuditedRepositories final
    : public AuditedDefinitions<NamedRepositories, RepositoryDefinition> {
  public:
    using AuditedDefinitions::AuditedDefinitions;

    [[nodiscard]] std::vector<NamedRepository> list() override { return inner().list(); }
    [[nodiscard]] std::optional<RepositoryDefinition> find(const std::string& name) override {
        return inner().find(name);
    }
    [[nodiscard]] NamedRepository load(const std::string& name) override {
        return inner().load(name);
    }
    [[nodiscard]] std::optional<RepositoryDefinition> findDefault() override {
        return inner().findDefault();
    }
    void setDefault(const std::string& name) override {
        audited(trail(), eventOn("repo", "default", name), [&] { inner().setDefault(name); });
    }
    [[nodiscard]] RepositoryRecord record(const std::string& name, std::size_t countMax) override {
        return inner().record(name, countMax);
    }
    void note(const StorageFigures& figures) override { inner().note(figures); }
};

class AuditedRegionRules final : public RegionRules {
  public:
    AuditedRegionRules(std::unique_ptr<RegionRules> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    [[nodiscard]] RegionRule load() override { return inner_->load(); }
    void set(const RegionRule& rule) override {
        audited(trail_, eventOn("region", "set", textOf(rule)), [&] { inner_->set(rule); });
    }
    [[nodiscard]] std::vector<RepositoryRegion> review() override { return inner_->review(); }

  private:
    const std::unique_ptr<RegionRules> inner_;
    AuditTrail& trail_;
};

class AuditedPatternGroups final : public AuditedDefinitions<PatternGroups, PatternGroup> {
  public:
    using AuditedDefinitions::AuditedDefinitions;

    [[nodiscard]] std::vector<FoundPatternGroup> list() override { return inner().list(); }
    [[nodiscard]] FoundPatternGroup load(const std::string& name) override {
        return inner().load(name);
    }
};

class AuditedTargets final : public AuditedDefinitions<Targets, TargetDefinition> {
  public:
    using AuditedDefinitions::AuditedDefinitions;

    [[nodiscard]] std::vector<TargetDefinition> list() override { return inner().list(); }
    [[nodiscard]] TargetDefinition load(const std::string& name) override {
        return inner().load(name);
    }
    [[nodiscard]] std::vector<TargetState> states(const std::string& name) override {
        return inner().states(name);
    }
    std::vector<TargetOutcome> run(const TargetRun& wanted,
                                   const TargetWorld& world,
                                   const std::stop_token& stop) override {
        return inner().run(wanted, world, stop);
    }
};

class AuditedSchedules final : public AuditedDefinitions<Schedules, ScheduleDefinition> {
  public:
    using AuditedDefinitions::AuditedDefinitions;

    [[nodiscard]] std::vector<ScheduleDefinition> list() override { return inner().list(); }
    [[nodiscard]] ScheduleState load(const std::string& name) override {
        return inner().load(name);
    }
    [[nodiscard]] std::vector<PlannedRun> upcoming(const std::string& name,
                                                   std::size_t count) override {
        return inner().upcoming(name, count);
    }
};

class AuditedPolicies final : public AuditedDefinitions<RetentionPolicies, RetentionDefinition> {
  public:
    using AuditedDefinitions::AuditedDefinitions;

    [[nodiscard]] std::vector<RetentionDefinition> list() override { return inner().list(); }
    [[nodiscard]] RetentionDefinition load(const std::string& name) override {
        return inner().load(name);
    }
    RetentionReport apply(const RetentionRequest& request,
                          ForgetObserver& observer,
                          const std::stop_token& stop) override {
        return inner().apply(request, observer, stop);
    }
};

class AuditedConfigurations final : public Configurations {
  public:
    AuditedConfigurations(std::unique_ptr<Configurations> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    [[nodiscard]] std::string exportAll() override { return inner_->exportAll(); }
    std::vector<ConfigurationChange> apply(const ConfigurationRequest& request) override {
        if (request.execution == Execution::PlanOnly) return inner_->apply(request);
        return audited(
            trail_, eventOn("config", "apply", "definitions"),
            [&] { return inner_->apply(request); },
            [](const std::vector<ConfigurationChange>& changes, AuditEvent& done) {
                addNumber(done, "changes", changes.size());
            });
    }
    void validate(const std::string& text) override { inner_->validate(text); }

  private:
    const std::unique_ptr<Configurations> inner_;
    AuditTrail& trail_;
};

class AuditedHistory final : public History {
  public:
    AuditedHistory(std::unique_ptr<History> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    [[nodiscard]] std::vector<Operation> list(const OperationQuery& query) override {
        return inner_->list(query);
    }
    [[nodiscard]] OperationStory load(const std::string& id) override { return inner_->load(id); }
    bool cancel(const std::string& id) override {
        return audited(
            trail_, eventOn("operation", "cancel", id), [&] { return inner_->cancel(id); },
            [](bool isStopping, AuditEvent& event) {
                if (isStopping) return;
                event.result = AuditResult::Failure;
                event.details.emplace_back("error", "the operation is over already");
            });
    }

  private:
    const std::unique_ptr<History> inner_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<NamedRepositories> withAudit(std::unique_ptr<NamedRepositories> inner,
                                             AuditTrail& trail) {
    return std::make_unique<AuditedRepositories>(std::move(inner), "repo", trail);
}

std::unique_ptr<RegionRules> withAudit(std::unique_ptr<RegionRules> inner, AuditTrail& trail) {
    return std::make_unique<AuditedRegionRules>(std::move(inner), trail);
}

std::unique_ptr<PatternGroups> withAudit(std::unique_ptr<PatternGroups> inner, AuditTrail& trail) {
    return std::make_unique<AuditedPatternGroups>(std::move(inner), "pattern", trail);
}

std::unique_ptr<Targets> withAudit(std::unique_ptr<Targets> inner, AuditTrail& trail) {
    return std::make_unique<AuditedTargets>(std::move(inner), "target", trail);
}

std::unique_ptr<Schedules> withAudit(std::unique_ptr<Schedules> inner, AuditTrail& trail) {
    return std::make_unique<AuditedSchedules>(std::move(inner), "schedule", trail);
}

std::unique_ptr<RetentionPolicies> withAudit(std::unique_ptr<RetentionPolicies> inner,
                                             AuditTrail& trail) {
    return std::make_unique<AuditedPolicies>(std::move(inner), "policy", trail);
}

std::unique_ptr<Configurations> withAudit(std::unique_ptr<Configurations> inner,
                                          AuditTrail& trail) {
    return std::make_unique<AuditedConfigurations>(std::move(inner), trail);
}

std::unique_ptr<History> withAudit(std::unique_ptr<History> inner, AuditTrail& trail) {
    return std::make_unique<AuditedHistory>(std::move(inner), trail);
}

}  // namespace tl::services

#include <utility>

#include "services/security/permitted_services.h"

namespace tl::services {

namespace {

class PermittedNamedRepositories final : public NamedRepositories {
  public:
    PermittedNamedRepositories(NamedRepositories& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<NamedRepository> list() override {
        gate_.require(ServiceCall::NamedRepositoriesList);
        return inner_.list();
    }
    [[nodiscard]] std::optional<RepositoryDefinition> find(const std::string& name) override {
        gate_.require(ServiceCall::NamedRepositoriesFind);
        return inner_.find(name);
    }
    [[nodiscard]] NamedRepository load(const std::string& name) override {
        gate_.require(ServiceCall::NamedRepositoriesLoad);
        return inner_.load(name);
    }
    [[nodiscard]] std::optional<RepositoryDefinition> findDefault() override {
        gate_.require(ServiceCall::NamedRepositoriesFindDefault);
        return inner_.findDefault();
    }
    void add(const RepositoryDefinition& definition) override {
        gate_.require(ServiceCall::NamedRepositoriesAdd);
        inner_.add(definition);
    }
    void edit(const std::string& name,
              const std::function<void(RepositoryDefinition& definition)>& change) override {
        gate_.require(ServiceCall::NamedRepositoriesEdit);
        inner_.edit(name, change);
    }
    void remove(const std::string& name) override {
        gate_.require(ServiceCall::NamedRepositoriesRemove);
        inner_.remove(name);
    }
    void setDefault(const std::string& name) override {
        gate_.require(ServiceCall::NamedRepositoriesSetDefault);
        inner_.setDefault(name);
    }
    [[nodiscard]] RepositoryRecord record(const std::string& name, std::size_t countMax) override {
        gate_.require(ServiceCall::NamedRepositoriesRecord);
        return inner_.record(name, countMax);
    }
    void note(const StorageFigures& figures) override {
        gate_.require(ServiceCall::NamedRepositoriesNote);
        inner_.note(figures);
    }

  private:
    NamedRepositories& inner_;
    Gate& gate_;
};

class PermittedRegionRules final : public RegionRules {
  public:
    PermittedRegionRules(RegionRules& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] RegionRule load() override {
        gate_.require(ServiceCall::RegionRulesLoad);
        return inner_.load();
    }
    void set(const RegionRule& rule) override {
        gate_.require(ServiceCall::RegionRulesSet);
        inner_.set(rule);
    }
    [[nodiscard]] std::vector<RepositoryRegion> review() override {
        gate_.require(ServiceCall::RegionRulesReview);
        return inner_.review();
    }

  private:
    RegionRules& inner_;
    Gate& gate_;
};

class PermittedPatternGroups final : public PatternGroups {
  public:
    PermittedPatternGroups(PatternGroups& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<FoundPatternGroup> list() override {
        gate_.require(ServiceCall::PatternGroupsList);
        return inner_.list();
    }
    [[nodiscard]] FoundPatternGroup load(const std::string& name) override {
        gate_.require(ServiceCall::PatternGroupsLoad);
        return inner_.load(name);
    }
    void add(const PatternGroup& group) override {
        gate_.require(ServiceCall::PatternGroupsAdd);
        inner_.add(group);
    }
    void edit(const std::string& name,
              const std::function<void(PatternGroup& group)>& change) override {
        gate_.require(ServiceCall::PatternGroupsEdit);
        inner_.edit(name, change);
    }
    void remove(const std::string& name) override {
        gate_.require(ServiceCall::PatternGroupsRemove);
        inner_.remove(name);
    }

  private:
    PatternGroups& inner_;
    Gate& gate_;
};

class PermittedTargets final : public Targets {
  public:
    PermittedTargets(Targets& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<TargetDefinition> list() override {
        gate_.require(ServiceCall::TargetsList);
        return inner_.list();
    }
    [[nodiscard]] TargetDefinition load(const std::string& name) override {
        gate_.require(ServiceCall::TargetsLoad);
        return inner_.load(name);
    }
    [[nodiscard]] std::vector<TargetState> states(const std::string& name) override {
        gate_.require(ServiceCall::TargetsStates);
        return inner_.states(name);
    }
    void add(const TargetDefinition& target) override {
        gate_.require(ServiceCall::TargetsAdd);
        inner_.add(target);
    }
    void edit(const std::string& name,
              const std::function<void(TargetDefinition& target)>& change) override {
        gate_.require(ServiceCall::TargetsEdit);
        inner_.edit(name, change);
    }
    void remove(const std::string& name) override {
        gate_.require(ServiceCall::TargetsRemove);
        inner_.remove(name);
    }
    [[nodiscard]] std::vector<TargetOutcome> run(const TargetRun& wanted,
                                                 const TargetWorld& world,
                                                 const std::stop_token& stop) override {
        gate_.require(ServiceCall::TargetsRun);
        return inner_.run(wanted, world, stop);
    }

  private:
    Targets& inner_;
    Gate& gate_;
};

class PermittedConfigurations final : public Configurations {
  public:
    PermittedConfigurations(Configurations& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::string exportAll() override {
        gate_.require(ServiceCall::ConfigurationsExportAll);
        return inner_.exportAll();
    }
    [[nodiscard]] std::vector<ConfigurationChange> apply(
        const ConfigurationRequest& request) override {
        gate_.require(ServiceCall::ConfigurationsApply);
        return inner_.apply(request);
    }
    void validate(const std::string& text) override {
        gate_.require(ServiceCall::ConfigurationsValidate);
        inner_.validate(text);
    }

  private:
    Configurations& inner_;
    Gate& gate_;
};

class PermittedConfigurationBackups final : public ConfigurationBackups {
  public:
    PermittedConfigurationBackups(ConfigurationBackups& inner, Gate& gate)
        : inner_{inner},
          gate_{gate} {}

    KeepResult keep(const RepositoryAccess& repository, const std::stop_token& stop) override {
        gate_.require(ServiceCall::ConfigurationBackupsKeep);
        return inner_.keep(repository, stop);
    }
    [[nodiscard]] std::vector<KeptConfiguration> list(const RepositoryAccess& repository,
                                                      const std::stop_token& stop) override {
        gate_.require(ServiceCall::ConfigurationBackupsList);
        return inner_.list(repository, stop);
    }
    RecoveredConfiguration recover(const ConfigurationRecovery& request,
                                   const std::stop_token& stop) override {
        gate_.require(ServiceCall::ConfigurationBackupsRecover);
        return inner_.recover(request, stop);
    }

  private:
    ConfigurationBackups& inner_;
    Gate& gate_;
};

class PermittedHistory final : public History {
  public:
    PermittedHistory(History& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<Operation> list(const OperationQuery& query) override {
        gate_.require(ServiceCall::HistoryList);
        return inner_.list(query);
    }
    [[nodiscard]] OperationStory load(const std::string& id) override {
        gate_.require(ServiceCall::HistoryLoad);
        return inner_.load(id);
    }
    [[nodiscard]] bool cancel(const std::string& id) override {
        gate_.require(ServiceCall::HistoryCancel);
        return inner_.cancel(id);
    }

  private:
    History& inner_;
    Gate& gate_;
};

class PermittedReports final : public Reports {
  public:
    PermittedReports(Reports& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] ReportSection operations(const ReportRange& range) override {
        gate_.require(ServiceCall::ReportsOperations);
        return inner_.operations(range);
    }
    [[nodiscard]] ReportSection storage(const ReportRange& range) override {
        gate_.require(ServiceCall::ReportsStorage);
        return inner_.storage(range);
    }
    [[nodiscard]] ReportSection checks(const ReportRange& range) override {
        gate_.require(ServiceCall::ReportsChecks);
        return inner_.checks(range);
    }
    [[nodiscard]] ReportSection auditLog(const ReportRange& range,
                                         const std::stop_token& stop) override {
        gate_.require(ServiceCall::ReportsAuditLog);
        return inner_.auditLog(range, stop);
    }

  private:
    Reports& inner_;
    Gate& gate_;
};

class PermittedMetrics final : public Metrics {
  public:
    PermittedMetrics(Metrics& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<MetricFamily> collect() override {
        gate_.require(ServiceCall::MetricsCollect);
        return inner_.collect();
    }

  private:
    Metrics& inner_;
    Gate& gate_;
};

class PermittedNotifications final : public Notifications {
  public:
    PermittedNotifications(Notifications& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<ChannelDefinition> list() override {
        gate_.require(ServiceCall::NotificationsList);
        return inner_.list();
    }
    [[nodiscard]] ChannelDefinition load(const std::string& name) override {
        gate_.require(ServiceCall::NotificationsLoad);
        return inner_.load(name);
    }
    void add(const ChannelDefinition& channel) override {
        gate_.require(ServiceCall::NotificationsAdd);
        inner_.add(channel);
    }
    void edit(const std::string& name,
              const std::function<void(ChannelDefinition& channel)>& change) override {
        gate_.require(ServiceCall::NotificationsEdit);
        inner_.edit(name, change);
    }
    void remove(const std::string& name) override {
        gate_.require(ServiceCall::NotificationsRemove);
        inner_.remove(name);
    }
    void test(const std::string& name, NoticeEvent event, const std::stop_token& stop) override {
        gate_.require(ServiceCall::NotificationsTest);
        inner_.test(name, event, stop);
    }
    void tell(const Notice& notice) override {
        gate_.require(ServiceCall::NotificationsTell);
        inner_.tell(notice);
    }
    [[nodiscard]] std::size_t tellOverdue(std::chrono::seconds age) override {
        gate_.require(ServiceCall::NotificationsTellOverdue);
        return inner_.tellOverdue(age);
    }

  private:
    Notifications& inner_;
    Gate& gate_;
};

}  // namespace

std::unique_ptr<NamedRepositories> permitted(NamedRepositories& inner, Gate& gate) {
    return std::make_unique<PermittedNamedRepositories>(inner, gate);
}
std::unique_ptr<RegionRules> permitted(RegionRules& inner, Gate& gate) {
    return std::make_unique<PermittedRegionRules>(inner, gate);
}
std::unique_ptr<PatternGroups> permitted(PatternGroups& inner, Gate& gate) {
    return std::make_unique<PermittedPatternGroups>(inner, gate);
}
std::unique_ptr<Targets> permitted(Targets& inner, Gate& gate) {
    return std::make_unique<PermittedTargets>(inner, gate);
}
std::unique_ptr<Configurations> permitted(Configurations& inner, Gate& gate) {
    return std::make_unique<PermittedConfigurations>(inner, gate);
}
std::unique_ptr<ConfigurationBackups> permitted(ConfigurationBackups& inner, Gate& gate) {
    return std::make_unique<PermittedConfigurationBackups>(inner, gate);
}
std::unique_ptr<History> permitted(History& inner, Gate& gate) {
    return std::make_unique<PermittedHistory>(inner, gate);
}
std::unique_ptr<Reports> permitted(Reports& inner, Gate& gate) {
    return std::make_unique<PermittedReports>(inner, gate);
}
std::unique_ptr<Metrics> permitted(Metrics& inner, Gate& gate) {
    return std::make_unique<PermittedMetrics>(inner, gate);
}
std::unique_ptr<Notifications> permitted(Notifications& inner, Gate& gate) {
    return std::make_unique<PermittedNotifications>(inner, gate);
}

}  // namespace tl::services

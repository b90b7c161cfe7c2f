#include "services/security/permitted_services.h"

namespace tl::services {

namespace {

class PermittedSchedules final : public Schedules {
  public:
    PermittedSchedules(Schedules& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<ScheduleDefinition> list() override {
        gate_.require(ServiceCall::SchedulesList);
        return inner_.list();
    }
    [[nodiscard]] ScheduleState load(const std::string& name) override {
        gate_.require(ServiceCall::SchedulesLoad);
        return inner_.load(name);
    }
    [[nodiscard]] std::vector<PlannedRun> upcoming(const std::string& name,
                                                   std::size_t count) override {
        gate_.require(ServiceCall::SchedulesUpcoming);
        return inner_.upcoming(name, count);
    }
    void add(const ScheduleDefinition& schedule) override {
        gate_.require(ServiceCall::SchedulesAdd);
        inner_.add(schedule);
    }
    void edit(const std::string& name,
              const std::function<void(ScheduleDefinition& schedule)>& change) override {
        gate_.require(ServiceCall::SchedulesEdit);
        inner_.edit(name, change);
    }
    void remove(const std::string& name) override {
        gate_.require(ServiceCall::SchedulesRemove);
        inner_.remove(name);
    }

  private:
    Schedules& inner_;
    Gate& gate_;
};

class PermittedRetentionPolicies final : public RetentionPolicies {
  public:
    PermittedRetentionPolicies(RetentionPolicies& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] std::vector<RetentionDefinition> list() override {
        gate_.require(ServiceCall::RetentionPoliciesList);
        return inner_.list();
    }
    [[nodiscard]] RetentionDefinition load(const std::string& name) override {
        gate_.require(ServiceCall::RetentionPoliciesLoad);
        return inner_.load(name);
    }
    void add(const RetentionDefinition& policy) override {
        gate_.require(ServiceCall::RetentionPoliciesAdd);
        inner_.add(policy);
    }
    void edit(const std::string& name,
              const std::function<void(RetentionDefinition& policy)>& change) override {
        gate_.require(ServiceCall::RetentionPoliciesEdit);
        inner_.edit(name, change);
    }
    void remove(const std::string& name) override {
        gate_.require(ServiceCall::RetentionPoliciesRemove);
        inner_.remove(name);
    }
    RetentionReport apply(const RetentionRequest& request,
                          ForgetObserver& observer,
                          const std::stop_token& stop) override {
        gate_.require(ServiceCall::RetentionPoliciesApply);
        return inner_.apply(request, observer, stop);
    }

  private:
    RetentionPolicies& inner_;
    Gate& gate_;
};

class PermittedScheduledRuns final : public ScheduledRuns {
  public:
    PermittedScheduledRuns(ScheduledRuns& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    void serve(const ServeSettings& settings, const std::stop_token& stop) override {
        gate_.require(ServiceCall::ScheduledRunsServe);
        inner_.serve(settings, stop);
    }
    [[nodiscard]] std::vector<catalog::Operation> runNow(const std::string& schedule,
                                                         const RunWorld& world,
                                                         const std::stop_token& stop) override {
        gate_.require(ServiceCall::ScheduledRunsRunNow);
        return inner_.runNow(schedule, world, stop);
    }
    [[nodiscard]] std::string hindranceOf(const std::string& schedule) override {
        gate_.require(ServiceCall::ScheduledRunsHindranceOf);
        return inner_.hindranceOf(schedule);
    }

  private:
    ScheduledRuns& inner_;
    Gate& gate_;
};

}  // namespace

std::unique_ptr<Schedules> permitted(Schedules& inner, Gate& gate) {
    return std::make_unique<PermittedSchedules>(inner, gate);
}

std::unique_ptr<RetentionPolicies> permitted(RetentionPolicies& inner, Gate& gate) {
    return std::make_unique<PermittedRetentionPolicies>(inner, gate);
}

std::unique_ptr<ScheduledRuns> permitted(ScheduledRuns& inner, Gate& gate) {
    return std::make_unique<PermittedScheduledRuns>(inner, gate);
}

}  // namespace tl::services

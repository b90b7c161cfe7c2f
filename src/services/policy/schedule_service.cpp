#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "services/policy/overdue_watch.h"
#include "services/policy/schedule_settled.h"
#include "services/policy/schedules.h"

namespace tl::services {

namespace {

constexpr std::string_view kActorPrefix = "schedule ";

class ScheduleService final : public Schedules {
  public:
    ScheduleService(CatalogAccess& catalog, const Clock& clock, const TimeZone& zone)
        : catalog_{catalog},
          clock_{clock},
          zone_{zone} {}

    [[nodiscard]] std::vector<ScheduleDefinition> list() override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        return catalog == nullptr ? std::vector<ScheduleDefinition>{} : catalog->schedules().list();
    }

    [[nodiscard]] ScheduleState load(const std::string& name) override {
        ScheduleState state{.definition = definitionOf(name)};
        try {
            const ScheduleRules rules = parseSchedule(state.definition);
            if (!state.definition.isPaused)
                state.next = nextPlanned(rules, ownerOf(name), now(), zone_);
        } catch (const Error& error) {
            state.problem = error.describe();
        }
        const auto past =
            catalog_.open().operations().list({.actor = actorOf(name), .countMax = 1});
        if (!past.empty()) state.last = past.front();
        return state;
    }

    [[nodiscard]] std::vector<PlannedRun> upcoming(const std::string& name,
                                                   std::size_t count) override {
        const ScheduleRules rules = parseSchedule(definitionOf(name));
        std::vector<PlannedRun> runs;
        Instant after = now();
        while (runs.size() < count) {
            const auto run = nextPlanned(rules, ownerOf(name), after, zone_);
            if (!run) break;
            runs.push_back(*run);
            after = run->due;
        }
        return runs;
    }

    void add(const ScheduleDefinition& schedule) override {
        (void)parseSchedule(schedule);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            requireReferences(schedule, catalog);
            catalog.schedules().add(schedule);
            settle(catalog, schedule.name, now());
        });
    }

    void edit(const std::string& name,
              const std::function<void(ScheduleDefinition& schedule)>& change) override {
        (void)definitionOf(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            const ScheduleDefinition before = catalog.schedules().load(name);
            ScheduleDefinition after = before;
            change(after);
            after.name = name;
            (void)parseSchedule(after);
            requireReferences(after, catalog);
            catalog.schedules().replace(name, after);
            if (startsAnew(before, after)) settle(catalog, name, now());
        });
    }

    void remove(const std::string& name) override {
        (void)definitionOf(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            catalog.schedules().remove(name);
            forgetSettled(catalog, name);
            OverdueWatch::forget(catalog, name);
        });
    }

  private:
    [[nodiscard]] ScheduleDefinition definitionOf(const std::string& name) {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        auto found = catalog == nullptr ? std::nullopt : catalog->schedules().find(name);
        if (!found)
            throw Error{ErrorKind::NotFound, "there is no schedule named " + tl::quoted(name) +
                                                 "; `tl schedule list` shows those that there are"};
        return std::move(*found);
    }

    static void requireReferences(const ScheduleDefinition& schedule, catalog::Catalog& catalog) {
        const auto requireRepository = [&catalog](const std::string& name) {
            if (!catalog.repositories().find(name))
                throw Error{ErrorKind::InvalidInput, "there is no repository named " +
                                                         tl::quoted(name) +
                                                         ": `tl repo add` gives one a name"};
        };
        if (schedule.action != nameOf(ScheduleAction::Backup))
            requireRepository(schedule.subject);
        else if (!catalog.targets().find(schedule.subject))
            throw Error{ErrorKind::InvalidInput, "there is no target named " +
                                                     tl::quoted(schedule.subject) +
                                                     ": `tl target add` makes one"};
        const auto to = schedule.settings.find("to");
        if (to != schedule.settings.end()) requireRepository(to->second);
    }

    [[nodiscard]] static RunOwner ownerOf(const std::string& name) {
        return {.machine = hostName(), .schedule = name};
    }
    [[nodiscard]] Instant now() const { return Instant{clock_.now().seconds}; }

    CatalogAccess& catalog_;
    const Clock& clock_;
    const TimeZone& zone_;
};

}  // namespace

std::string actorOf(const std::string& schedule) {
    return std::string{kActorPrefix} + schedule;
}

std::string scheduleOf(const std::string& actor) {
    return actor.starts_with(kActorPrefix) ? actor.substr(kActorPrefix.size()) : std::string{};
}

std::unique_ptr<Schedules> makeSchedules(CatalogAccess& catalog,
                                         const Clock& clock,
                                         const TimeZone& zone) {
    return std::make_unique<ScheduleService>(catalog, clock, zone);
}

}  // namespace tl::services

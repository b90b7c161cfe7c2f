#include <chrono>
#include <string>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_lock.h"
#include "infra/platform/file_system.h"
#include "infra/resources/worker_group.h"
#include "services/monitoring/operation_recorder.h"
#include "services/policy/operation_runs.h"
#include "services/policy/overdue_watch.h"
#include "services/policy/run_queue.h"
#include "services/policy/schedules.h"

namespace tl::services {

namespace {

using catalog::Operation;
using catalog::OperationState;

constexpr std::chrono::seconds kLookEvery{5};
constexpr std::chrono::seconds kClaimEvery{2};
/// What is overdue is so by an hour or a day.
constexpr std::chrono::minutes kWatchEvery{1};
/// A backup of another program, or of another machine, is waited for so long.
constexpr std::chrono::minutes kLockWait{30};

/// "backup of home to photos".
std::string describe(const Operation& operation) {
    std::string text = operation.kind;
    if (!operation.target.empty()) text += " of " + operation.target;
    if (!operation.repository.empty()) text += " to " + operation.repository;
    return text;
}

/// Only the news that differs from the last.
class Teller {
  public:
    explicit Teller(const std::function<void(const std::string& news)>& tell) : tell_{tell} {}

    void tell(const std::string& news) {
        if (news == last_) return;
        last_ = news;
        tell_(news);
    }
    void allIsWell(const std::string& news) {
        if (!last_.empty()) tell(news);
        last_.clear();
    }

  private:
    const std::function<void(const std::string& news)>& tell_;
    std::string last_;
};

class ScheduledRunService final : public ScheduledRuns {
  public:
    explicit ScheduledRunService(const RunServices& services) : services_{services} {}

    void serve(const ServeSettings& settings, const std::stop_token& stop) override {
        const FileLock lock = takeLock(settings.lockFile);
        catalog::Catalog& catalog = services_.catalog.open();
        settings.world.tell("serving the schedules of " + catalog.place().text());
        WorkerGroup workers{stop};
        for (std::size_t i = 0; i < settings.runsMax; ++i)
            workers.start("run", [this, &settings](const std::stop_token& inner) {
                work(settings.world, inner);
            });
        workers.start("schedule", [this, &settings](const std::stop_token& inner) {
            plan(settings.world, inner);
        });
        workers.join();
        settings.world.tell("stopped");
    }

    [[nodiscard]] std::vector<Operation> runNow(const std::string& schedule,
                                                const RunWorld& world,
                                                const std::stop_token& stop) override {
        catalog::Catalog& catalog = services_.catalog.open();
        const auto definition = catalog.schedules().load(schedule);
        (void)parseSchedule(definition);
        const auto operations = operationsOf(definition, catalog);
        if (operations.empty())
            throw Error{ErrorKind::InvalidInput,
                        "the schedule has nothing to do here: its target is another machine's"};
        releaseAbandoned(services_.catalog);
        std::vector<Operation> done;
        for (catalog::NewOperation operation : operations) {
            if (stop.stop_requested()) throw Cancelled{};
            operation.attemptsMax = 1;
            if (operation.machine.empty()) operation.machine = hostName();
            const catalog::Claim claim = catalog.operations().start(operation, runnerName());
            done.push_back(runOne(claim, AfterStop::Cancel, world, stop));
        }
        return done;
    }

    [[nodiscard]] std::string hindranceOf(const std::string& schedule) override {
        const auto definition = services_.catalog.open().schedules().load(schedule);
        const ScheduleRules rules = parseSchedule(definition);
        const Instant now{services_.clock.now().seconds};
        if (rules.window && withinSpan(*rules.window, now, services_.zone) != now)
            return "the hours " + definition.window;
        return firstUnmet(rules, services_.holds);
    }

  private:
    static FileLock takeLock(const std::string& path) {
        constexpr std::uint32_t kOwnFolder = 0700;
        const std::size_t slash = path.rfind('/');
        if (slash != std::string::npos && slash > 0)
            makeDirectories(path.substr(0, slash), kOwnFolder);
        auto lock = FileLock::tryTake(path);
        if (!lock)
            throw Error{
                ErrorKind::Locked, "another `tl serve` of this user is running", {{"lock", path}}};
        return std::move(*lock);
    }

    Operation runOne(const catalog::Claim& claim,
                     AfterStop afterStop,
                     const RunWorld& world,
                     const std::stop_token& stop) {
        RunWorld waiting = world;
        waiting.access = [&world](const std::string& repository) {
            RepositoryAccess access = world.access(repository);
            if (access.retryLock.count() == 0) access.retryLock = kLockWait;
            access.connection.tell = world.tell;
            return access;
        };
        return OperationRuns{services_, waiting}.run(claim, afterStop, stop);
    }

    /// Puts into the queue what is due, and what dead runners have left.
    void plan(const RunWorld& world, const std::stop_token& stop) {
        RunQueue queue{{.zone = services_.zone,
                        .machine = hostName(),
                        .holds = services_.holds,
                        .tell = world.tell}};
        const OverdueWatch watch{services_.zone, hostName(), services_.notify};
        std::chrono::nanoseconds nextWatch{0};
        Teller teller{world.tell};
        do {
            try {
                catalog::Catalog& catalog = services_.catalog.open();
                releaseAbandoned(services_.catalog);
                const Instant now{services_.clock.now().seconds};
                queue.fill(catalog, now);
                if (const auto since = services_.clock.monotonic(); since >= nextWatch) {
                    watch.look(catalog, now);
                    nextWatch = since + kWatchEvery;
                }
                teller.allIsWell("the catalog can be reached again");
            } catch (const Error& error) {
                teller.tell("the schedules cannot be looked at, trying again: " + error.describe());
            }
        } while (services_.clock.sleep(kLookEvery, stop));
    }

    /// Takes one operation after another.
    void work(const RunWorld& world, const std::stop_token& stop) {
        const catalog::ClaimWish wish{.machine = hostName(), .runner = runnerName()};
        while (!stop.stop_requested()) {
            try {
                catalog::Catalog& catalog = services_.catalog.open();
                if (const auto claim = catalog.operations().claimNext(wish)) {
                    const Operation done = runOne(*claim, AfterStop::PutBack, world, stop);
                    world.tell(describe(done) + ": " + nameOf(done.state) +
                               (done.message.empty() ? "" : ": " + done.message));
                    continue;
                }
            } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the planner tells it.
            }
            (void)services_.clock.sleep(kClaimEvery, stop);
        }
    }

    const RunServices services_;
};

}  // namespace

std::unique_ptr<ScheduledRuns> makeScheduledRuns(const RunServices& services) {
    return std::make_unique<ScheduledRunService>(services);
}

}  // namespace tl::services

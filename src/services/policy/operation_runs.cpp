#include "services/policy/operation_runs.h"

#include <array>
#include <chrono>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/policy/schedules.h"
#include "services/repository/read_data.h"

namespace tl::services {

namespace {

using catalog::Operation;
using catalog::OperationResult;

// The recorder hears what is worth keeping; nobody else looks.
class SilentBackup final : public BackupObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return {}; }
    [[nodiscard]] bool wantsItems() const override { return false; }
    void onOpened(const std::string&, const std::optional<engine::SnapshotId>&) override {}
    void onStatus(const BackupStatus&) override {}
    void onScanFinished(const ScanTotals&) override {}
    void onItem(const BackupItem&) override {}
    void onFailure(const ItemFailure&) override {}
    void onWarning(const std::string&) override {}
    void onHookLine(const std::string&) override {}
    void onFinding(const Finding&) override {}
};

class SilentCheck final : public CheckObserver {
  public:
    void onStatus(const CheckStatus&) override {}
    void onFinding(const Finding&) override {}
};

class SilentCopy final : public CopyObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return {}; }
    void onStatus(const CopyStatus&) override {}
    void onSkipped(const CopiedSnapshot&) override {}
    void onCopied(const CopiedSnapshot&) override {}
    void onWarning(const std::string&) override {}
    void onProblem(const std::string&) override {}
};

class SilentPrune final : public PruneObserver {
  public:
    void onStatus(const PruneStatus&) override {}
    void onPlan(const PruneFigures&) override {}
    void onWarning(const std::string&) override {}
};

class SilentForget final : public ForgetObserver {
  public:
    void onPlan(const ForgetPlan&) override {}
    void onRemoved(const engine::SnapshotId&) override {}
    void onFailure(const engine::SnapshotId&, const std::string&) override {}
    void onProblem(const std::string&) override {}
    PruneObserver& onPrune(std::size_t) override { return prune_; }

  private:
    SilentPrune prune_;
};

std::string settingIn(const ScheduleDefinition& schedule, const char* key) {
    const auto found = schedule.settings.find(key);
    return found == schedule.settings.end() ? std::string{} : found->second;
}

PruneOptions pruneOptionsOf(const ScheduleDefinition& schedule) {
    PruneOptions options;
    const std::string maxUnused = settingIn(schedule, "max-unused");
    if (!maxUnused.empty()) options.maxUnused = parseUnusedLimit(maxUnused);
    return options;
}

}  // namespace

/// One operation, with its schedule.
class OperationRuns::Run {
  public:
    Run(const RunServices& services,
        const RunWorld& world,
        const Operation& operation,
        OperationRecorder& recorder)
        : services_{services},
          world_{world},
          operation_{operation},
          recorder_{recorder} {}

    void perform() {
        // What fails before the work itself begins is recorded, too; the work records itself.
        bool hasBegun = false;
        try {
            const ScheduleDefinition schedule = scheduleOfOperation();
            const ScheduleRules rules = parseSchedule(schedule);
            const auto begin = prepare(rules.action, schedule);
            hasBegun = true;
            begin();
        } catch (const Error& error) {
            if (hasBegun) throw;
            record(recorder_, [&]() -> OperationResult { throw error; });
        }
    }

  private:
    [[nodiscard]] ScheduleDefinition scheduleOfOperation() const {
        const std::string name = scheduleOf(operation_.actor);
        auto schedule = services_.catalog.open().schedules().find(name);
        if (!schedule || schedule->action != operation_.kind)
            throw Error{ErrorKind::InvalidInput,
                        "the schedule " + tl::quoted(name) + " that wanted it is gone"};
        return std::move(*schedule);
    }

    /// Opens nothing yet but what the catalog says; the result does the work.
    [[nodiscard]] std::function<void()> prepare(ScheduleAction action,
                                                const ScheduleDefinition& schedule) const {
        const RepositoryAccess access = world_.access(operation_.repository);
        switch (action) {
            case ScheduleAction::Backup:
                return backup(access);
            case ScheduleAction::Check:
                return check(access, schedule);
            case ScheduleAction::Prune:
                return [this, request = PruneRequest{.repository = access,
                                                     .options = pruneOptionsOf(schedule)}] {
                    SilentPrune observer;
                    (void)runRecorded(services_.prunes, request, observer, recorder_);
                };
            case ScheduleAction::Forget:
                return forget(access, schedule);
            case ScheduleAction::Copy:
                return [this, request = CopyRequest{.source = world_.access(schedule.subject),
                                                    .destination = access}] {
                    SilentCopy observer;
                    (void)runRecorded(services_.copies, request, observer, recorder_);
                };
            case ScheduleAction::Checkpoint:
                return [this, access] { (void)runRecorded(services_.audits, access, recorder_); };
        }
        throw Error{ErrorKind::Internal, "an action that nobody knows"};
    }

    [[nodiscard]] std::function<void()> backup(const RepositoryAccess& access) const {
        const auto target = services_.catalog.open().targets().find(operation_.target);
        if (!target)
            throw Error{ErrorKind::InvalidInput,
                        "the target " + tl::quoted(operation_.target) + " is gone"};
        BackupRequest request = requestFor(*target, services_.patternGroups);
        request.repository = access;
        request.host = world_.host;
        return [this, request] {
            SilentBackup observer;
            (void)runRecorded(services_.backups, request, observer, recorder_);
        };
    }

    [[nodiscard]] std::function<void()> check(const RepositoryAccess& access,
                                              const ScheduleDefinition& schedule) const {
        CheckRequest request{.repository = access};
        const std::string subset = settingIn(schedule, "read-data-subset");
        if (!subset.empty()) request.reading.readData = parseReadDataSubset(subset);
        return [this, request] {
            SilentCheck observer;
            (void)runRecorded(services_.checks, request, observer, recorder_);
        };
    }

    [[nodiscard]] std::function<void()> forget(const RepositoryAccess& access,
                                               const ScheduleDefinition& schedule) const {
        RetentionRequest request{
            .repository = access,
            .isRemovingAllAllowed = !settingIn(schedule, "remove-all").empty()};
        if (!settingIn(schedule, "prune").empty()) request.prune = pruneOptionsOf(schedule);
        return [this, request] {
            SilentForget observer;
            (void)runRecorded(services_.retention, request, observer, recorder_);
        };
    }

    const RunServices& services_;
    const RunWorld& world_;
    const Operation& operation_;
    OperationRecorder& recorder_;
};

catalog::Operation OperationRuns::run(const catalog::Claim& claim,
                                      AfterStop afterStop,
                                      const std::stop_token& stop) {
    const Operation operation = services_.catalog.open().operations().load(claim.id);
    RecorderSettings settings{.operation = {.kind = operation.kind,
                                            .target = operation.target,
                                            .repository = operation.repository},
                              .claim = claim,
                              .isPutBackOnStop = afterStop == AfterStop::PutBack,
                              .tell = world_.tell};
    if (operation.attempt < operation.attemptsMax)
        settings.retryAfter = delayAfter(operation.attempt).count() * catalog::kSecond;
    {
        OperationRecorder recorder{services_.catalog, services_.clock, settings, stop};
        try {
            Run{services_, world_, operation, recorder}.perform();
        } catch (const Error&) {      // NOLINT(bugprone-empty-catch): recorded.
        } catch (const Cancelled&) {  // NOLINT(bugprone-empty-catch): recorded.
        }
    }
    return services_.catalog.open().operations().load(claim.id);
}

std::chrono::seconds delayAfter(std::int64_t attempt) {
    using std::chrono::minutes;
    constexpr std::array kDelays{minutes{1}, minutes{5}, minutes{15}};
    constexpr minutes kLater{30};
    const auto index = static_cast<std::size_t>(attempt < 1 ? 0 : attempt - 1);
    return index < kDelays.size() ? kDelays[index] : kLater;
}

}  // namespace tl::services

#include "services/monitoring/operation_recorder.h"

#include <atomic>
#include <chrono>
#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/resources/mutex.h"
#include "infra/resources/ticker.h"

namespace tl::services {

namespace {

constexpr std::chrono::seconds kRenewEvery{2};

/// Whether the same may succeed later.
bool canHeal(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::InvalidInput:
        case ErrorKind::WrongPassword:
        case ErrorKind::Corrupted:
        case ErrorKind::Unsupported:
            return false;
        default:
            return true;
    }
}

}  // namespace

std::string runnerName() {
    return hostName() + ":" + std::to_string(processId());
}

class OperationRecorder::Work {
  public:
    Work(CatalogAccess& catalog,
         Clock& clock,
         RecorderSettings settings,
         const std::stop_token& outer)
        : settings_{std::move(settings)},
          access_{catalog},
          clock_{clock},
          outerToken_{outer},
          outer_{outer, [this] { stop_.request_stop(); }} {
        (void)attempt([&] {
            catalog::Catalog& opened = catalog.open();
            if (settings_.claim) {
                claim_ = *settings_.claim;
                catalog_ = &opened;
                return;
            }
            // So that what was killed does not seem to run for ever.
            releaseAbandoned(catalog);
            claim_ = opened.operations().start(settings_.operation, runnerName());
            catalog_ = &opened;
        });
        if (catalog_ == nullptr) hasFailed_ = true;
        if (catalog_ != nullptr)
            ticker_ = std::make_unique<Ticker>(clock, kRenewEvery, [this] { renew(); });
    }

    ~Work() {
        ticker_.reset();
        if (!isFinished_)
            finish({.state = catalog::OperationState::Failed, .message = "it ended unexpectedly"});
    }

    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    [[nodiscard]] std::stop_token stop() const { return stop_.get_token(); }
    [[nodiscard]] const std::string& id() const { return claim_.id; }

    void log(const std::string& level, const std::string& text) {
        (void)attempt([&] { catalog_->operationLog().append(claim_.id, level, text); });
    }

    void setProgress(const catalog::Figures& progress) {
        const MutexLock lock{mutex_};
        progress_ = progress;
    }

    template <typename Record>
    void note(Record record) {
        record.operation = claim_.id;
        record.repository = settings_.operation.repository;
        (void)attempt([&] { catalog_->repositoryHistory().record(record); });
    }

    void finish(const catalog::OperationResult& result) {
        end([&](catalog::Operations& operations) { return operations.finish(claim_, result); });
    }

    void fail(const Error& error) {
        if (!settings_.claim || !settings_.retryAfter || !canHeal(error.kind())) {
            finish({.state = catalog::OperationState::Failed, .message = error.describe()});
            return;
        }
        end([&](catalog::Operations& operations) {
            return operations.putBack(claim_, catalog_->time().now() + *settings_.retryAfter,
                                      error.describe());
        });
    }

    void endStopped() {
        const bool isWantedNoMore = isCancelled_ || !outerToken_.stop_requested();
        if (!settings_.isPutBackOnStop || isWantedNoMore) {
            finish({.state = catalog::OperationState::Cancelled, .message = "it was stopped"});
            return;
        }
        end([&](catalog::Operations& operations) {
            return operations.putBack(claim_, catalog_->time().now(), "whoever ran it was stopped");
        });
    }

  private:
    /// Runs `call` unless the catalog has failed before, or is away for a while; whether it did.
    template <typename Call>
    [[nodiscard]] bool attempt(const Call& call) {
        if (hasFailed_) return false;
        try {
            call();
            return true;
        } catch (const Error& error) {
            // What was claimed goes on: the catalog may be back within the lease.
            const bool mayComeBack = settings_.claim && (error.kind() == ErrorKind::Unavailable ||
                                                         error.kind() == ErrorKind::Locked);
            if (!isTold_.exchange(true)) tell("the history cannot be written: " + error.describe());
            if (!mayComeBack) hasFailed_ = true;
            return false;
        }
    }

    /// Says how it ended: `call` returns whether the claim was still ours.
    void end(const std::function<bool(catalog::Operations& operations)>& call) {
        constexpr int kAttempts = 60;  // Two minutes: then others have taken over.
        ticker_.reset();
        isFinished_ = true;
        bool isOurs = false;
        for (int i = 0; i < kAttempts && !hasFailed_; ++i) {
            const bool isDone = attempt([&] {
                // A machine that slept finds that others have given the operation up.
                isOurs = call(catalog_->operations());
                if (!isOurs) tell("the history has this operation as interrupted already");
            });
            if (isDone) break;
            if (!hasFailed_) (void)clock_.sleep(kRenewEvery, {});
        }
        if (isOurs) announce();
    }

    /// Tells whoever listens that the operation has ended: what goes back into the queue has not.
    void announce() {
        OperationListener* const listener = access_.listener();
        if (listener == nullptr) return;
        (void)attempt([&] {
            const catalog::Operation operation = catalog_->operations().load(claim_.id);
            if (catalog::isOver(operation.state)) listener->onEnded(operation);
        });
    }

    void tell(const std::string& news) const {
        if (settings_.tell) settings_.tell(news);
    }

    void renew() {
        catalog::Figures progress;
        {
            const MutexLock lock{mutex_};
            progress = progress_;
        }
        (void)attempt([&] {
            const catalog::Renewal renewal = catalog_->operations().renew(claim_, progress);
            isCancelled_ = renewal.isCancelRequested;
            const bool isLost = settings_.claim && !renewal.isOurs;
            if (renewal.isCancelRequested || isLost) stop_.request_stop();
        });
    }

    const RecorderSettings settings_;
    CatalogAccess& access_;
    Clock& clock_;
    std::stop_source stop_;
    const std::stop_token outerToken_;
    std::stop_callback<std::function<void()>> outer_;
    catalog::Catalog* catalog_ = nullptr;
    catalog::Claim claim_;
    std::atomic<bool> hasFailed_ = false;  ///< For good.
    std::atomic<bool> isTold_ = false;
    std::atomic<bool> isCancelled_ = false;
    bool isFinished_ = false;
    Mutex mutex_;
    catalog::Figures progress_ TL_GUARDED_BY(mutex_);
    std::unique_ptr<Ticker> ticker_;
};

OperationRecorder::OperationRecorder(CatalogAccess& catalog,
                                     Clock& clock,
                                     RecorderSettings settings,
                                     const std::stop_token& outer)
    : work_{std::make_unique<Work>(catalog, clock, std::move(settings), outer)} {}

OperationRecorder::~OperationRecorder() = default;

std::stop_token OperationRecorder::stop() const {
    return work_->stop();
}

std::string OperationRecorder::id() const {
    return work_->id();
}

void OperationRecorder::log(const std::string& level, const std::string& text) {
    work_->log(level, text);
}

void OperationRecorder::setProgress(const catalog::Figures& progress) {
    work_->setProgress(progress);
}

void OperationRecorder::note(catalog::StorageFigures figures) {
    work_->note(std::move(figures));
}

void OperationRecorder::note(catalog::CheckRecord check) {
    work_->note(std::move(check));
}

void OperationRecorder::finish(const catalog::OperationResult& result) {
    work_->finish(result);
}

void OperationRecorder::fail(const Error& error) {
    work_->fail(error);
}

void OperationRecorder::endStopped() {
    work_->endStopped();
}

void record(OperationRecorder& recorder, const std::function<catalog::OperationResult()>& work) {
    using catalog::OperationState;
    try {
        recorder.finish(work());
    } catch (const Error& error) {
        recorder.log("error", error.describe());
        recorder.fail(error);
        throw;
    } catch (const Cancelled&) {
        recorder.endStopped();
        throw;
    } catch (const std::exception& error) {
        recorder.finish({.state = OperationState::Failed, .message = error.what()});
        throw;
    }
}

}  // namespace tl::services

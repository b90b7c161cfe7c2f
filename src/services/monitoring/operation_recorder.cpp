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

std::string runnerName() {
    return hostName() + ":" + std::to_string(processId());
}

}  // namespace

class OperationRecorder::Work {
  public:
    Work(CatalogAccess& catalog,
         Clock& clock,
         RecorderSettings settings,
         const std::stop_token& outer)
        : settings_{std::move(settings)},
          access_{catalog},
          outer_{outer, [this] { stop_.request_stop(); }} {
        attempt([&] {
            catalog::Catalog& opened = catalog.open();
            // So that what was killed does not seem to run for ever.
            opened.operations().releaseAbandoned();
            claim_ = opened.operations().start(settings_.operation, runnerName());
            catalog_ = &opened;
        });
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
        attempt([&] { catalog_->operationLog().append(claim_.id, level, text); });
    }

    void setProgress(const catalog::Figures& progress) {
        const MutexLock lock{mutex_};
        progress_ = progress;
    }

    template <typename Record>
    void note(Record record) {
        record.operation = claim_.id;
        record.repository = settings_.operation.repository;
        attempt([&] { catalog_->repositoryHistory().record(record); });
    }

    void finish(const catalog::OperationResult& result) {
        ticker_.reset();
        isFinished_ = true;
        attempt([&] {
            // A machine that slept finds that others have given the operation up.
            if (!catalog_->operations().finish(claim_, result))
                tell("the history has this operation as interrupted already");
            else if (OperationListener* const listener = access_.listener())
                listener->onEnded(catalog_->operations().load(claim_.id));
        });
    }

  private:
    /// Runs `call` unless the catalog has failed before.
    template <typename Call>
    void attempt(const Call& call) {
        if (hasFailed_) return;
        try {
            call();
        } catch (const Error& error) {
            if (!hasFailed_.exchange(true))
                tell("the history cannot be written: " + error.describe());
        }
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
        attempt([&] {
            if (catalog_->operations().renew(claim_, progress).isCancelRequested)
                stop_.request_stop();
        });
    }

    const RecorderSettings settings_;
    CatalogAccess& access_;
    std::stop_source stop_;
    std::stop_callback<std::function<void()>> outer_;
    catalog::Catalog* catalog_ = nullptr;
    catalog::Claim claim_;
    std::atomic<bool> hasFailed_ = false;
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

void record(OperationRecorder& recorder, const std::function<catalog::OperationResult()>& work) {
    using catalog::OperationState;
    try {
        recorder.finish(work());
    } catch (const Error& error) {
        recorder.log("error", error.describe());
        recorder.finish({.state = OperationState::Failed, .message = error.describe()});
        throw;
    } catch (const Cancelled&) {
        recorder.finish({.state = OperationState::Cancelled, .message = "it was stopped"});
        throw;
    } catch (const std::exception& error) {
        recorder.finish({.state = OperationState::Failed, .message = error.what()});
        throw;
    }
}

}  // namespace tl::services

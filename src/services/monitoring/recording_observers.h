// Observers that pass all on and tell a recorder of the history, too: what several recording
// services share.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "services/monitoring/operation_recorder.h"
#include "services/repository/forgets.h"
#include "services/repository/prunes.h"

namespace tl::services {

/// How often a status is wanted where `inner`, zero for never, is wanted by who watches: the
/// history wants one a second.
[[nodiscard]] std::chrono::milliseconds recordedInterval(std::chrono::milliseconds inner);

/// What is borrowed must outlive the object; so below.
class RecordingPruneObserver final : public PruneObserver {
  public:
    RecordingPruneObserver(PruneObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    void onStatus(const PruneStatus& status) override;
    void onPlan(const PruneFigures& figures) override { inner_.onPlan(figures); }
    void onWarning(const std::string& message) override;

  private:
    PruneObserver& inner_;
    OperationRecorder& recorder_;
};

class RecordingForgetObserver final : public ForgetObserver {
  public:
    RecordingForgetObserver(ForgetObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    void onPlan(const ForgetPlan& plan) override;
    void onRemoved(const engine::SnapshotId& id) override;
    void onFailure(const engine::SnapshotId& id, const std::string& message) override;
    void onProblem(const std::string& message) override;
    PruneObserver& onPrune(std::size_t removedCount) override;

  private:
    ForgetObserver& inner_;
    OperationRecorder& recorder_;
    std::int64_t planned_ = 0;
    std::int64_t removed_ = 0;
    std::optional<RecordingPruneObserver> prune_;
};

/// How large a repository is after a prune, and what that removed.
[[nodiscard]] catalog::Figures sizesAfter(const PruneFigures& figures);

/// What is recorded where. Borrows all but the operation.
struct RecordedCall {
    CatalogAccess& catalog;
    Clock& clock;
    catalog::NewOperation operation{};
    std::function<void(const std::string& news)> tell{};
    const std::stop_token& stop;
};

/// Calls `work` with a recorder of its own and returns what that returns; `resultOf` says what the
/// history is to have of it.
template <typename Work, typename ResultOf>
auto recorded(const RecordedCall& call, const Work& work, const ResultOf& resultOf) {
    OperationRecorder recorder{
        call.catalog, call.clock, {.operation = call.operation, .tell = call.tell}, call.stop};
    decltype(work(recorder)) report{};
    record(recorder, [&] {
        report = work(recorder);
        return resultOf(report, recorder);
    });
    return report;
}

}  // namespace tl::services

#include "services/monitoring/recording_observers.h"

#include <algorithm>

#include "services/monitoring/recording.h"

namespace tl::services {

std::chrono::milliseconds recordedInterval(std::chrono::milliseconds inner) {
    constexpr std::chrono::milliseconds kOften{1000};
    return inner.count() > 0 ? std::min(inner, kOften) : kOften;
}

void RecordingPruneObserver::onStatus(const PruneStatus& status) {
    recorder_.setProgress({{"done", number(status.done)},
                           {"total", number(status.total)},
                           {"bytes_done", number(status.bytesDone)},
                           {"bytes_total", number(status.bytesTotal)}});
    inner_.onStatus(status);
}

void RecordingPruneObserver::onWarning(const std::string& message) {
    recorder_.log("warning", message);
    inner_.onWarning(message);
}

void RecordingForgetObserver::onPlan(const ForgetPlan& plan) {
    planned_ = number(plan.removals.size());
    recorder_.setProgress({{"done", 0}, {"total", planned_}});
    inner_.onPlan(plan);
}

void RecordingForgetObserver::onRemoved(const engine::SnapshotId& id) {
    recorder_.log("info", "snapshot " + id.hex() + " removed");
    recorder_.setProgress({{"done", ++removed_}, {"total", planned_}});
    inner_.onRemoved(id);
}

void RecordingForgetObserver::onFailure(const engine::SnapshotId& id, const std::string& message) {
    recorder_.log("error", "snapshot " + id.hex() + " could not be removed: " + message);
    inner_.onFailure(id, message);
}

void RecordingForgetObserver::onProblem(const std::string& message) {
    recorder_.log("error", message);
    inner_.onProblem(message);
}

PruneObserver& RecordingForgetObserver::onPrune(std::size_t removedCount) {
    return prune_.emplace(inner_.onPrune(removedCount), recorder_);
}

catalog::Figures sizesAfter(const PruneFigures& figures) {
    return {{"bytes", number(figures.bytes.remaining())},
            {"bytes_unused", number(figures.bytes.remainingUnused())},
            {"bytes_removed", number(figures.bytes.removedTotal())},
            {"blobs", number(figures.blobs.remaining())}};
}

}  // namespace tl::services

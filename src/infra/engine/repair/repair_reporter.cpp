#include "infra/engine/repair/repair_reporter.h"

namespace tl::engine {

void RepairReporter::mended(const std::string& object, const std::string& message) {
    notice(RepairOutcome::Mended, object, message);
}

void RepairReporter::lost(const std::string& object, const std::string& message) {
    notice(RepairOutcome::Lost, object, message);
}

void RepairReporter::open(const std::string& object, const std::string& message) {
    notice(RepairOutcome::Open, object, message);
}

void RepairReporter::notice(RepairOutcome outcome,
                            const std::string& object,
                            const std::string& message) {
    const MutexLock lock{mutex_};
    observer_.onNotice({.outcome = outcome, .object = object, .message = message});
}

void RepairReporter::beginPhase(const std::string& name, std::uint64_t total) {
    const MutexLock lock{mutex_};
    status_ = {.phase = name, .done = 0, .total = total};
    observer_.onStatus(status_);
}

void RepairReporter::advance() {
    const MutexLock lock{mutex_};
    ++status_.done;
    observer_.onStatus(status_);
}

}  // namespace tl::engine
